#include "services/gateway/screens/fund/fund_house.hpp"

#include <algorithm>

#include "common/http/multipart.hpp"
#include "services/gateway/screens/fund/card.hpp"

namespace relais::gateway::screens {

using domain::FundPart;

FundLook look_of(const House& house, const Visitor& visitor) {
    auto* desk = house.ports().fund.desk;
    FundLook look;
    if (desk == nullptr) return look;
    const auto& account = visitor.account;
    look.sight = desk->sight("", account);
    if (auto settings = desk->settings("", account)) look.settings = std::move(*settings);
    if (look.sees(FundPart::vendor_cards))
        look.vendor = [desk, account](const std::string& vendor) {
            return desk->vendor_card("", vendor, account).name();
        };
    if (look.sees(FundPart::requests)) look.person = house.person_names();
    look.forms = {.csrf = visitor.csrf, .notice = {}, .new_uuid = house.ports().new_uuid};
    return look;
}

View fund_view_of(const House& house, const http::Request& request, const Visitor& visitor,
                  const FundLook& look) {
    View view = house.view(request, visitor.account.language());
    const auto& zone = look.settings.limits().zone();
    if (!zone.empty()) view.zone = zone;
    return view;
}

http::Response fund_screen(const House& house, const http::Request& request,
                           const Visitor& visitor, const View& view, const std::string& inside,
                           unsigned status, const std::string& feed) {
    Frame frame = house.frame(view, request, visitor);
    frame.title = view.say("fund.nav") + " · " + frame.title;
    frame.feed = feed;
    return house.screen(request, frame, inside, status);
}

bool may_ask_for(const FundLook& look, const domain::CaseState& state) {
    return look.sees(FundPart::what_can_be_asked) && !look.settings.expenses().empty() &&
           !state.closed && !state.advice && state.merged_into.empty();
}

std::string case_fund_piece(const House& house, const View& view, const domain::CaseState& state,
                            const Visitor& visitor, const Forms& forms) {
    auto* desk = house.ports().fund.desk;
    if (desk == nullptr) return {};
    auto look = look_of(house, visitor);
    look.forms = forms;
    look.back = "/cases/" + state.uuid();
    CaseFund fund{.case_id = state.uuid(), .may_ask = may_ask_for(look, state)};
    if (auto known = desk->requests("", state.code, view.language, visitor.account))
        fund.requests = std::move(*known);
    return case_fund_view(view, look, fund);
}

std::string file_in(const http::Request& request) {
    const auto parts = http::parse_multipart(request.field("content-type"), request.body);
    if (!parts) return {};
    const auto found = std::ranges::find_if(
        *parts, [](const http::Part& part) { return part.is_file && part.name == "file"; });
    return found == parts->end() ? std::string{} : std::string(found->content);
}

std::optional<std::int64_t> waiting_count(const House& house, const v1::Account& account) {
    auto* desk = house.ports().fund.desk;
    if (desk == nullptr || !desk->sight("", account).sees(FundPart::requests)) return std::nullopt;
    const auto waiting = desk->requests("", "", words::Language::fr, account);
    if (!waiting) return std::nullopt;
    return std::ranges::count_if(waiting->requests(), waits);
}

}  // namespace relais::gateway::screens
