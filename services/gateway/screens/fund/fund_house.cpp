#include "services/gateway/screens/fund/fund_house.hpp"

#include <algorithm>
#include <functional>

#include "common/domain/fund/money.hpp"
#include "common/http/multipart.hpp"
#include "services/gateway/screens/fund/card.hpp"
#include "services/gateway/screens/fund/fund_screen.hpp"
#include "services/gateway/screens/problem_screen.hpp"

namespace relais::gateway::screens {
namespace {

constexpr unsigned refresh_s = 15;  // of what is live, without script
bool is_under_way(const v1::FundRequestView& request) {
    return waits(request) || request.state() == v1::FundRequest::approved ||
           request.state() == v1::FundRequest::sent;
}

// That it was refused, and why, is read where it was waited for.
bool is_refused(const v1::FundRequestView& request) {
    return request.state() == v1::FundRequest::refused;
}

std::optional<http::Part> file_part(const http::Request& request) {
    const auto parts = http::parse_multipart(request.field("content-type"), request.body);
    if (!parts) return std::nullopt;
    const auto found = std::ranges::find_if(
        *parts, [](const http::Part& part) { return part.is_file && part.name == "file"; });
    return found == parts->end() ? std::nullopt : std::optional(*found);
}

constexpr int on_the_board_max = 5;  // the rest is one tap away

}  // namespace

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

http::Response fund_screen(const House& house, const http::Request& request, const Visitor& visitor,
                           const View& view, const std::string& inside, unsigned status,
                           const std::string& feed) {
    Frame frame = house.frame(view, request, visitor);
    frame.title = view.say("fund.nav") + " · " + frame.title;
    frame.feed = feed;
    if (!feed.empty()) frame.refresh_s = refresh_s;
    // What a form about a request answers stands at the form's address: nothing is read there.
    const auto id = request.params.find("id");
    const auto screen = id == request.params.end() ? "" : "/fund/requests/" + id->second;
    if (!screen.empty() && request.path.starts_with(screen + "/")) {
        frame.path = screen;
        frame.feed.clear();
        frame.refresh_s = 0;
    }
    return house.screen(request, frame, inside, status);
}

bool may_ask_for(const FundLook& look, const CaseReading& reading, const v1::Account& account) {
    const auto& state = reading.state;
    const auto& me = account.person();
    if (!look.sees(FundPart::what_can_be_asked) || look.settings.expenses().empty() ||
        state.over() || state.advice)
        return false;
    const bool goes = std::ranges::any_of(
        state.escorts, [&](const auto& escort) { return !escort.over() && escort.person == me; });
    const bool receives =
        state.relocation && !state.relocation->over() && state.relocation->receiving == me;
    return has(account, v1::Role::coordinator) || state.raised_by_one_of(me) || state.pivot == me ||
           !reading.sight.own().empty() || goes || receives;
}

std::string case_fund_piece(const House& house, const View& view, const CaseReading& reading,
                            const Visitor& visitor, const Forms& forms) {
    auto* desk = house.ports().fund.desk;
    if (desk == nullptr) return {};
    const auto& state = reading.state;
    auto look = look_of(house, visitor);
    look.forms = forms;
    look.back = "/cases/" + state.uuid();
    CaseFund fund{.case_id = state.uuid(), .may_ask = may_ask_for(look, reading, visitor.account)};
    if (auto known = desk->requests("", state.aggregate, view.language, visitor.account))
        fund.requests = std::move(*known);
    fund.heard = heard_of(view, look, reading, fund.requests);
    // What is paid, or over, stands where she asks: her needs come first here.
    auto& shown = *fund.requests.mutable_requests();
    shown.erase(std::remove_if(shown.begin(), shown.end(),
                               [](const auto& request) {
                                   return !is_under_way(request) && !is_refused(request);
                               }),
                shown.end());
    return case_fund_view(view, look, fund);
}

std::string board_fund_piece(const House& house, const View& view, const Visitor& visitor) {
    auto* desk = house.ports().fund.desk;
    if (desk == nullptr) return {};
    auto look = look_of(house, visitor);
    if (!look.sees(FundPart::requests)) return {};
    const auto waiting = desk->requests("", "", view.language, visitor.account);
    if (!waiting) return {};
    look.back = "/board";
    v1::FundRequests to_sign;
    std::int64_t more = 0;
    for (const auto& request : waiting->requests()) {
        if (!waits(request) || !signing_of(look, request).may) continue;
        if (to_sign.requests_size() < on_the_board_max)
            *to_sign.add_requests() = request;
        else
            ++more;
    }
    return board_fund_view(view, look, to_sign, more);
}

Choices colleagues(const House& house, const View& view, const FundLook& look,
                   const v1::Account& account) {
    Choices all;
    if (!look.may(v1::FundCommand::kRequestFunds)) return all;
    for (const auto& person : house.ports().directory()->data().people())
        if (person.organization() == account.organization())
            all.push_back({.value = person.id(), .words = house.desk().name_of(person.id())});
    return sorted(view, std::move(all));
}

std::string refused_words(const View& view, const Refused& refused,
                          const std::vector<std::string>& amounts) {
    const auto unread = [](const std::string& typed) {
        const auto cents = domain::parse_amount(typed);
        return !typed.empty() && !cents && cents.error() == v1::Rejection::request_not_understood;
    };
    if (refused.code == "request_not_understood" && std::ranges::any_of(amounts, unread))
        return view.say("fund.amount_unread");
    return problem_words(view, refused.code);
}

std::string file_in(const http::Request& request) {
    const auto part = file_part(request);
    return part ? std::string(part->content) : std::string{};
}

bool empty_file_in(const http::Request& request) {
    const auto part = file_part(request);
    return part && part->chosen && part->content.empty();
}

std::optional<std::int64_t> waiting_count(const House& house, const v1::Account& account) {
    auto* desk = house.ports().fund.desk;
    if (desk == nullptr) return std::nullopt;
    const auto waiting = desk->waiting("", account);
    return waiting ? std::optional<std::int64_t>(*waiting) : std::nullopt;
}

}  // namespace relais::gateway::screens
