// The fund's own screens: what waits, the life of a request, papers that show what was paid. A form
// becomes one wish; what the desk says no to is said where it was asked.
#include <algorithm>
#include <map>

#include "common/base/ids.hpp"
#include "common/http/multipart.hpp"
#include "services/gateway/screens/fund/fund_house.hpp"
#include "services/gateway/screens/fund/fund_screen.hpp"
#include "services/gateway/screens/fund/request_screen.hpp"
#include "services/gateway/screens/fund/settings_screen.hpp"
#include "services/gateway/screens/fund/wishes.hpp"
#include "services/gateway/screens/sign_in_screen.hpp"

namespace relais::gateway::screens {
namespace {

constexpr unsigned refresh_s = 30;

struct Asked {
    http::Request request;
    Visitor visitor;
    std::string notice = {};
    unsigned status = 200;
    std::vector<FundNote> notes = {};  // that were just opened
    http::Fields typed = {};           // in a form that was refused
};

// Whose names she may read as witnesses: everybody's for who keeps the fund, else her own house's.
// First those of the house of whoever asked: they were there. Nobody is chosen for her.
Choices witnesses(const House& house, const View& view, const Visitor& visitor,
                  const FundLook& look, const v1::FundRequestView& request) {
    Choices near, far;
    const auto directory = house.ports().directory();
    const auto* asking = directory->person(request.requester());
    const auto& there = asking == nullptr ? visitor.account.organization() : asking->organization();
    std::map<std::string, int> called;
    for (const auto& person : directory->data().people()) {
        const bool hers = person.organization() == visitor.account.organization();
        const bool involved = person.id() == request.requester() ||
                              person.id() == request.advance_to() || person.id() == look.me();
        if (involved || (!hers && !look.sees(domain::FundPart::requests))) continue;
        const bool is_near = person.organization() == there;
        const auto name = house.desk().name_of(person.id());
        ++called[name];
        (is_near ? near : far)
            .push_back({.value = person.id(),
                        .words = name,
                        .group = view.say(is_near ? "fund.witness_near" : "fund.witness_far")});
    }
    Choices all;
    for (auto* some : {&near, &far})
        for (auto& one : sorted(view, std::move(*some))) {
            // Two of one name are told apart by what nobody else has.
            if (called[one.words] > 1) one.words += " (" + one.value + ")";
            all.push_back(std::move(one));
        }
    return all;
}

// Whom she meant by what she typed: a name is searched for by its words. What is nobody's stays as
// it is, and is refused in words.
std::string witness_meant(const Choices& witnesses, const std::string& typed) {
    const auto found = std::ranges::find(witnesses, typed, &Choice::words);
    return found == witnesses.end() ? typed : found->value;
}

awaitable<http::Response> show_fund(HousePtr house, Asked asked) {
    const auto& account = asked.visitor.account;
    const View plain = house->view(asked.request, account.language());
    auto fund = house->ports().fund.desk->view("", plain.language, account);
    if (!fund) co_return house->refused(asked.request, fund.error(), account.language());
    auto look = look_of(*house, asked.visitor);
    look.forms.notice = asked.notice;
    look.forms.typed = asked.typed;
    look.forms.whole = asked.request.query_value("fragment") != "1";
    const View view = fund_view_of(*house, asked.request, asked.visitor, look);
    const auto inside = fund_view(view, look, *fund, colleagues(*house, view, look, account));
    if (!look.forms.whole) co_return document(asked.status, inside);
    Frame frame = house->frame(view, asked.request, asked.visitor);
    frame.title = view.say("fund.nav") + " · " + frame.title;
    frame.kind = "wide";
    frame.refresh_s = refresh_s;
    if (has(account, v1::Role::coordinator) || has(account, v1::Role::steward))
        frame.feed = "/v1/feed";
    co_return house->screen(asked.request, frame, inside, asked.status);
}

awaitable<http::Response> show_request(HousePtr house, Asked asked) {
    const auto& account = asked.visitor.account;
    auto look = look_of(*house, asked.visitor);
    look.forms.notice = asked.notice;
    look.forms.typed = std::move(asked.typed);
    const View view = fund_view_of(*house, asked.request, asked.visitor, look);
    const auto id = asked.request.params["id"];
    look.back = "/fund/requests/" + id;
    auto request = co_await house->ports().fund.desk->request("", id, view.language, account);
    if (!request) co_return house->refused(asked.request, request.error(), account.language());
    RequestScreen screen{.request = std::move(*request)};
    if (const auto number = good_voucher(screen.request); !number.empty())
        screen.place = house->ports().fund.desk->voucher_place("", number, account);
    screen.sealed = house->ports().fund.desk->has_notes("", id, account);
    screen.notes = std::move(asked.notes);
    if (screen.request.state() == v1::FundRequest::approved)
        screen.payee = house->ports().fund.desk->vendor_card("", screen.request.vendor(), account);
    screen.witnesses = witnesses(*house, view, asked.visitor, look, screen.request);
    co_return fund_screen(*house, asked.request, asked.visitor, view,
                          request_screen_view(view, look, screen), asked.status);
}

using Show = awaitable<http::Response> (*)(HousePtr, Asked);

// A screen of the fund for whoever is signed in; what she may see of it, the desk decides.
awaitable<http::Response> show_to_visitor(HousePtr house, http::Request request, Show show) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    Asked asked{.request = std::move(request), .visitor = std::move(*visitor)};
    if (asked.request.query_value("done") == "1")
        asked.notice =
            house->view(asked.request, asked.visitor.account.language()).say("fund.done");
    co_return co_await show(std::move(house), std::move(asked));
}

awaitable<http::Response> say_no(HousePtr house, http::Request request, Visitor visitor,
                                 Refused refused, http::Fields typed, Show show) {
    const auto& language = visitor.account.language();
    if (refused.status >= 500) co_return house->refused(request, refused, language);
    Asked asked{.request = std::move(request), .visitor = std::move(visitor)};
    asked.notice = refused_words(
        house->view(asked.request, language), refused,
        {value_of(typed, "amount"), value_of(typed, "spent"), value_of(typed, "brought_back")});
    asked.status = refused.status;
    asked.typed = std::move(typed);
    co_return co_await show(std::move(house), std::move(asked));
}

// Once signed, the paper in the same tap. That it could not be made is no reason to say that the
// signature was refused: the screen of the request offers it again.
awaitable<void> give_voucher(HousePtr house, std::string wish, std::string request,
                             v1::Account account) {
    const auto given = co_await house->ports().fund.desk->issue_voucher(
        "", name_uuid("fund-voucher/" + wish), std::move(request), 0, "", words::Language::fr,
        std::move(account));
    static_cast<void>(given);
}

v1::FundAsking advance_of(const http::Fields& form, const std::string& request) {
    v1::FundAsking asking;
    asking.set_request(request);
    asking.set_expense(value_of(form, "expense"));
    asking.set_quantity(1);
    asking.set_household(1);
    asking.set_amount(value_of(form, "amount"));
    asking.set_advance_to(value_of(form, "advance_to"));
    return asking;
}

// What a form asks of the desk.
awaitable<Answered<void>> act(HousePtr house, http::Fields form, std::string id,
                              v1::Account account) {
    auto* desk = house->ports().fund.desk;
    const auto what = value_of(form, "do");
    const auto command = canonical_uuid(value_of(form, "command"));
    if (!command) co_return std::unexpected(Refused{.status = 422, .code = "malformed_body"});
    if (what == "voucher") {
        const auto made = co_await desk->issue_voucher(
            "", *command, id, 0, value_of(form, "amount"), words::Language::fr, account);
        if (!made) co_return std::unexpected(made.error());
        co_return Answered<void>{};
    }
    if (what == "redeem") {
        const auto redeemed =
            co_await desk->redeem_by_telephone("",
                                               {.number = value_of(form, "number"),
                                                .code = value_of(form, "code"),
                                                .amount = value_of(form, "amount")},
                                               words::Language::fr, account);
        if (!redeemed) co_return std::unexpected(redeemed.error());
        co_return Answered<void>{};
    }
    if (what == "advance") {
        const auto asked = co_await desk->ask(advance_of(form, *command), account);
        if (!asked) co_return std::unexpected(asked.error());
        co_return Answered<void>{};
    }
    auto wish = fund_wish_of(form, id);
    if (!wish) co_return std::unexpected(Refused{.status = 422, .code = wish.error()});
    const auto wish_id = wish->id;
    const auto done = co_await desk->command("", std::move(*wish), account);
    if (!done) co_return std::unexpected(done.error());
    if (what == "approve_voucher") co_await give_voucher(house, wish_id, id, account);
    co_return Answered<void>{};
}

awaitable<std::string> witness_in(HousePtr house, const http::Request& request,
                                  const Visitor& visitor, std::string typed) {
    const auto& account = visitor.account;
    const auto look = look_of(*house, visitor);
    const View view = fund_view_of(*house, request, visitor, look);
    const auto known = co_await house->ports().fund.desk->request("", request.params.at("id"),
                                                                  view.language, account);
    if (!known) co_return typed;
    co_return witness_meant(witnesses(*house, view, visitor, look, *known), typed);
}

awaitable<http::Response> post_request(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const auto form = http::parse_form(request.body).value_or(http::Fields{});
    auto meant = form;
    for (auto& [name, value] : meant)
        if (name == "witness" && !value.empty())
            value = co_await witness_in(house, request, *visitor, value);
    auto done = co_await act(house, std::move(meant), request.params["id"], visitor->account);
    // Two looked at it at once: who came second reads what the first one did.
    if (!done && done.error().code == "request_out_of_turn" &&
        value_of(form, "do").starts_with("approve"))
        done.error().code = "signed_meanwhile";
    if (!done)
        co_return co_await say_no(house, std::move(request), std::move(*visitor), done.error(),
                                  form, show_request);
    const auto back = value_of(form, "back");
    co_return see_other(back.empty() ? request.path : local_path(back));
}

// Read once, on this screen alone: to come back is to open them again, and that is written down
// too.
awaitable<http::Response> post_notes(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    auto notes =
        co_await house->ports().fund.desk->notes("", request.params["id"], visitor->account);
    if (!notes)
        co_return co_await say_no(house, std::move(request), std::move(*visitor), notes.error(), {},
                                  show_request);
    co_return co_await show_request(house, {.request = std::move(request),
                                            .visitor = std::move(*visitor),
                                            .notes = std::move(*notes)});
}

awaitable<http::Response> post_fund(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const auto form = http::parse_form(request.body).value_or(http::Fields{});
    const auto done = co_await act(house, form, {}, visitor->account);
    if (!done)
        co_return co_await say_no(house, std::move(request), std::move(*visitor), done.error(),
                                  form, show_fund);
    co_return see_other("/fund");
}

awaitable<http::Response> post_evidence(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    auto form = http::form_fields(request).value_or(http::Fields{});
    const auto command = canonical_uuid(value_of(form, "command"));
    EvidenceGiven given{.request = request.params["id"],
                        .amount = value_of(form, "amount"),
                        .note = value_of(form, "note"),
                        .bytes = file_in(request)};
    request.body.clear();
    v1::FundEvidence::Kind_Parse(value_of(form, "kind"), &given.kind);
    Refused refused{.status = 422, .code = command ? "file_empty" : "malformed_body"};
    if (command && !given.bytes.empty()) {
        given.id = *command;
        const auto done =
            co_await house->ports().fund.desk->add_evidence("", std::move(given), visitor->account);
        if (done) co_return see_other("/fund/requests/" + request.params["id"]);
        refused = done.error();
    }
    co_return co_await say_no(house, std::move(request), std::move(*visitor), std::move(refused),
                              std::move(form), show_request);
}

awaitable<http::Response> show_settings(HousePtr house, Asked asked) {
    const auto& account = asked.visitor.account;
    const auto settings = house->ports().fund.desk->settings("", account);
    if (!settings) co_return house->refused(asked.request, settings.error(), account.language());
    const auto look = look_of(*house, asked.visitor);
    if (!look.sees(domain::FundPart::whole_settings))
        co_return house->refused(asked.request, Refused{.status = 403, .code = "forbidden"},
                                 account.language());
    const View view = fund_view_of(*house, asked.request, asked.visitor, look);
    co_return fund_screen(*house, asked.request, asked.visitor, view, settings_view(view, look));
}

awaitable<http::Response> show_ageing(HousePtr house, Asked asked) {
    const auto& account = asked.visitor.account;
    const auto ageing = house->ports().fund.desk->ageing("", account);
    if (!ageing) co_return house->refused(asked.request, ageing.error(), account.language());
    const auto look = look_of(*house, asked.visitor);
    const View view = fund_view_of(*house, asked.request, asked.visitor, look);
    co_return fund_screen(*house, asked.request, asked.visitor, view,
                          ageing_view(view, look, *ageing));
}

}  // namespace

void add_fund_routes(const HousePtr& house, Routes& routes) {
    if (house->ports().fund.desk == nullptr) return;
    using http::Method;
    const auto get = [&](const char* pattern, Show show) {
        routes.push_back({Method::get, pattern, 0, [house, show](http::Request request) {
                              return show_to_visitor(house, std::move(request), show);
                          }});
    };
    get("/fund", show_fund);
    get("/fund/ageing", show_ageing);
    get("/fund/settings", show_settings);
    get("/fund/requests/{id}", show_request);
    routes.push_back({Method::post, "/fund", safe_form_bytes_max,
                      [house](http::Request request) { return post_fund(house, request); }});
    routes.push_back({Method::post, "/fund/requests/{id}", safe_form_bytes_max,
                      [house](http::Request request) { return post_request(house, request); }});
    routes.push_back({Method::post, "/fund/requests/{id}/notes", safe_form_bytes_max,
                      [house](http::Request request) { return post_notes(house, request); }});
    routes.push_back(
        {Method::post, "/fund/requests/{id}/evidence", file_form_bytes_max,
         [house](http::Request request) { return post_evidence(house, std::move(request)); }});
}

}  // namespace relais::gateway::screens
