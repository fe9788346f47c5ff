// One case (a worker follows hers, a coordinator reads all of it), the board, the telephones of a
// drill. A form becomes one command; what the desk says no to is said where it was asked.
#include <algorithm>
#include <set>

#include "services/gateway/screens/advice_screen.hpp"
#include "services/gateway/screens/board_screen.hpp"
#include "services/gateway/screens/case_forms.hpp"
#include "services/gateway/screens/follow_up_screen.hpp"
#include "services/gateway/screens/fund/fund_house.hpp"
#include "services/gateway/screens/her_record.hpp"
#include "services/gateway/screens/kept_form.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/screens/mine_screen.hpp"
#include "services/gateway/screens/named_choices.hpp"
#include "services/gateway/screens/part_screen.hpp"
#include "services/gateway/screens/problem_screen.hpp"
#include "services/gateway/screens/route_set.hpp"
#include "services/gateway/screens/safe_contact_form.hpp"
#include "services/gateway/screens/safe_contact_words.hpp"
#include "services/gateway/screens/telephones_screen.hpp"
#include "services/gateway/screens/tie_forms.hpp"
#include "services/gateway/screens/timeline_screen.hpp"

namespace relais::gateway::screens {
namespace {

constexpr std::string_view case_screen = "/cases/";
constexpr std::size_t sandbox_messages_max = 400;
constexpr unsigned refresh_s = 15;
constexpr std::size_t ended_shown_max = 60;  // on the board: of what is over only the newest
constexpr std::initializer_list<v1::Role::Code> case_roles{v1::Role::worker, v1::Role::coordinator,
                                                           v1::Role::responder, v1::Role::privacy};

struct Asked {
    http::Request request;
    Visitor visitor;
    std::string notice;
    unsigned status = 200;
    OpenedField opened = {};  // by the form that she just sent
    http::Fields typed = {};  // in a form that was refused
};

bool wants_piece(const http::Request& request) {
    return request.method == http::Method::get && request.query_value("fragment") == "1";
}

// The whole screen, or only the live region that the script asks for again.
http::Response show(const House& house, const Asked& asked, Frame frame, std::string inside) {
    if (wants_piece(asked.request)) return document(asked.status, std::move(inside));
    // What she typed is not loaded away.
    const bool again = asked.opened.text.empty() && asked.request.method == http::Method::get;
    frame.refresh_s = again ? refresh_s : 0;
    if (!asked.opened.text.empty()) frame.feed.clear();
    return house.screen(asked.request, frame, inside, asked.status);
}

http::Response recorded_not_decided(const House& house, const Asked& asked) {
    const View view = house.view(asked.request, asked.visitor.account.language());
    const Forms forms{.csrf = asked.visitor.csrf, .notice = {}, .new_uuid = {}, .whole = true};
    auto response = house.screen(asked.request, house.frame(view, asked.request, asked.visitor),
                                 follow_up_soon_view(view, forms), 202);
    response.fields.emplace_back("Refresh", "1");
    return response;
}

// Back to the case, with a word for what was done; from a closed list, by its code.
http::Response back_to_case(const std::string& id, const std::string& done) {
    return see_other("/cases/" + id + "?done=" + done);
}

// Whoever said no, or shut the door behind her, is thanked where she may still be.
awaitable<http::Response> back_from(HousePtr house, std::string id, std::string done,
                                    v1::Account account) {
    const auto reading = co_await house->desk().read_case(id, account);
    const bool out = !reading && reading.error().status == 403;
    co_return out ? see_other("/mine?done=" + done) : back_to_case(id, done);
}

// What a form did, as the words know it: an answer by what was said, all else by what was asked.
std::string done_code(const http::Fields& form) {
    const auto action = value_of(form, "action");
    return action == "answer" ? "answer_" + value_of(form, "answer") : action;
}

// Of the other cases that this one has to do with, those that she may open.
awaitable<std::set<std::string>> others_open(HousePtr house, domain::CaseState state,
                                             v1::Account account) {
    std::set<std::string> others(state.linked.begin(), state.linked.end());
    for (const auto& one : state.taken_in) others.insert(one.duplicate);
    if (!state.merged_into.empty()) others.insert(state.merged_into);
    std::set<std::string> open;
    for (const auto& other : others)
        if (co_await house->desk().read_case(other, account)) open.insert(other);
    co_return open;
}

awaitable<http::Response> show_case(HousePtr house, Asked asked) {
    const std::string id = asked.request.params["id"];
    const auto& account = asked.visitor.account;
    const auto reading = co_await house->desk().read_case(id, account);
    if (!reading) {
        const bool soon = asked.request.query_value("raised") == "1";
        if (soon && reading.error().status == 404) co_return recorded_not_decided(*house, asked);
        co_return house->refused(asked.request, reading.error(), account.language());
    }
    View view = house->view(asked.request, account.language(), reading->state.territory);
    view.herself = reading->herself;
    const Forms forms{.csrf = asked.visitor.csrf,
                      .notice = asked.notice,
                      .new_uuid = house->ports().new_uuid,
                      .done = asked.notice.empty()
                                  ? done_words(view, asked.request.query_value("done"))
                                  : std::string{},
                      .whole = !wants_piece(asked.request),
                      .typed = asked.typed};
    Frame frame = house->frame(view, asked.request, asked.visitor);
    frame.feed = "/v1/cases/" + reading->state.uuid() + "/feed";
    // What a form answers stands at the form's address, where nothing is to be read.
    if (asked.request.path.find('/', case_screen.size()) != std::string::npos) {
        frame.path = std::string(case_screen) + id;
        frame.feed.clear();
    }
    const SealedView sealed{account.person(), asked.opened};
    Acting acting{.person = account.person(),
                  .coordinator = has(account, v1::Role::coordinator),
                  .her_side = has(account, v1::Role::coordinator) ||
                              reading->state.raised_by == account.person() ||
                              reading->state.pivot == account.person(),
                  .name_of = {},
                  .organization = account.organization(),
                  .directory = house->ports().directory(),
                  .code_of = [&](const std::string& id) { return house->desk().code_of(id); }};
    if (reading->state.advice)
        co_return show(*house, asked, frame,
                       advice_view(view, *reading, sealed, house->person_names(), forms, acting));
    if (reading->sight.sees(domain::Field::responder_names)) acting.name_of = house->person_names();
    if (acting.steers(reading->state) && !reading->state.over())
        if (auto people = co_await house->desk().people_to_ask(id, account))
            acting.askable = std::move(*people);
    acting.opens = co_await others_open(house, reading->state, account);
    acting.fund = case_fund_piece(*house, view, *reading, asked.visitor, forms);
    if (!reading->sight.sees(domain::Field::pages)) {
        // Whoever follows her through has a part in it, though no need is hers.
        const bool follows = reading->state.pivot == account.person();
        const bool raised = reading->state.raised_by == account.person();
        if (reading->sight.own().empty() && !follows &&
            (raised || !has_tie(reading->state, acting)))
            co_return show(*house, asked, frame,
                           follow_up_view(view, reading->state, forms, acting));
        co_return show(*house, asked, frame,
                       part_view(view, *reading, sealed, house->person_names(),
                                 house->territory_names(view.language), forms, acting));
    }
    frame.kind = "wide";
    const TimelineNames names{house->person_names(), house->territory_names(view.language),
                              house->ports().directory()};
    co_return show(*house, asked, frame,
                   timeline_view(view, *reading, sealed, names, forms, acting,
                                 timeline_choice(asked.request, view.zone)));
}

awaitable<http::Response> show_case_screen(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, case_roles);
    if (!visitor) co_return visitor.error();
    // What a broken seal tells leads her here; what she may see is the log.
    const auto& account = visitor->account;
    if (has(account, v1::Role::privacy) && !has(account, v1::Role::coordinator))
        co_return see_other("/access?case=" + request.params["id"]);
    Asked asked{.request = std::move(request), .visitor = std::move(*visitor), .notice = {}};
    co_return co_await show_case(house, std::move(asked));
}

// What the desk says no to is said where it was asked, with the case as it stands; when it cannot
// answer, all that was typed stays, to be sent again: twice the same is one.
awaitable<http::Response> say_no(HousePtr house, http::Request request, Visitor visitor,
                                 Refused refused) {
    if (refused.status >= 500)
        co_return kept_screen(*house, request,
                              http::parse_form(request.body).value_or(http::Fields{}),
                              Sender{.refused = std::move(refused), .csrf = visitor.csrf});
    const View view = house->view(request, visitor.account.language());
    Asked asked{.request = std::move(request),
                .visitor = std::move(visitor),
                .notice = refusal_words(view, refused, house->ports().settings.emergency_telephone),
                .status = refused.status};
    asked.typed = http::parse_form(asked.request.body).value_or(http::Fields{});
    co_return co_await show_case(house, std::move(asked));
}

// The answer to the form shows what was opened, once; going back to the case shows it no more.
awaitable<http::Response> read_sealed(HousePtr house, http::Request request, Visitor visitor,
                                      http::Fields form) {
    v1::Command command;
    command.set_command_id(value_of(form, "command"));
    auto& wish = *command.mutable_read_field();
    v1::SealedField::Code field{};
    v1::ReadingReason::Code reason{};
    if (v1::SealedField::Code_Parse(value_of(form, "field"), &field)) wish.set_field(field);
    if (v1::ReadingReason::Code_Parse(value_of(form, "because"), &reason)) wish.set_reason(reason);
    wish.set_break_glass(value_of(form, "glass") == "yes");
    wish.set_duplicate(value_of(form, "duplicate"));
    auto opened = co_await house->desk().read_field(request.params["id"], std::move(command),
                                                    visitor.account);
    if (!opened && opened.error().status >= 500)
        co_return house->refused(request, opened.error(), visitor.account.language());
    const View view = house->view(request, visitor.account.language());
    Asked asked{.request = std::move(request), .visitor = std::move(visitor), .notice = {}};
    if (!opened) {
        asked.notice =
            refusal_words(view, opened.error(), house->ports().settings.emergency_telephone);
        asked.status = opened.error().status;
    } else if (opened->awaited) {
        asked.notice = view.say("sealed.awaited");
    } else {
        asked.opened = {field,
                        opened->safe_contact ? safe_contact_in_words(view.words, view.language,
                                                                     *opened->safe_contact)
                                             : std::move(opened->text),
                        value_of(form, "duplicate")};
    }
    co_return co_await show_case(house, std::move(asked));
}

// Times on a form are those of the place where the case is.
awaitable<std::string> zone_of(HousePtr house, std::string id, v1::Account account) {
    const auto reading = co_await house->desk().read_case(std::move(id), std::move(account));
    const auto territory = reading ? reading->state.territory : std::string{};
    const auto* known = house->ports().directory()->territory(territory);
    co_return known == nullptr ? View{.words = house->ports().words}.zone : known->zone();
}

awaitable<http::Response> act_on_case(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, case_roles);
    if (!visitor) co_return visitor.error();
    const std::string id = request.params["id"];
    const auto form = http::parse_form(request.body);
    if (form && value_of(*form, "action") == "read")
        co_return co_await read_sealed(house, std::move(request), std::move(*visitor), *form);
    const bool timed = form && std::ranges::any_of(*form, [](const auto& field) {
                           return wall_time_in(field.second).has_value();
                       });
    const auto zone =
        timed ? co_await zone_of(house, id, visitor->account) : std::string("America/Toronto");
    const auto named = form ? with_ids(*form, *house->ports().directory(), house->person_names())
                            : std::unexpected(std::string("malformed_body"));
    const auto command =
        named ? case_command_of(*named, zone)
              : std::expected<v1::Command, std::string>(std::unexpected(named.error()));
    Refused refused{.status = 422, .code = command ? std::string{} : command.error()};
    if (command) {
        const auto done = co_await house->desk().command(id, *command, visitor->account);
        if (done) co_return co_await back_from(house, id, done_code(*form), visitor->account);
        refused = done.error();
    }
    co_return co_await say_no(house, std::move(request), std::move(*visitor), std::move(refused));
}

awaitable<http::Response> tell_safe_contact(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, case_roles);
    if (!visitor) co_return visitor.error();
    const std::string id = request.params["id"];
    const auto fields = http::parse_form(request.body).value_or(http::Fields{});
    const auto form = read_safe_contact(fields);
    Refused refused{.status = 422, .code = "invalid_field"};
    if (!form.empty() && form.fault().empty()) {
        v1::SafeContactTelling told;
        told.set_command_id(value_of(fields, "command"));
        *told.mutable_safe_contact() = form.told();
        const auto done =
            co_await house->desk().tell_safe_contact(id, std::move(told), visitor->account);
        if (done) co_return back_to_case(id, "safe_contact");
        refused = done.error();
    }
    co_return co_await say_no(house, std::move(request), std::move(*visitor), std::move(refused));
}

awaitable<http::Response> give_advice(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {v1::Role::coordinator});
    if (!visitor) co_return visitor.error();
    const std::string id = request.params["id"];
    const auto form = http::parse_form(request.body).value_or(http::Fields{});
    v1::AdviceTelling told;
    told.set_command_id(value_of(form, "command"));
    told.set_advice(value_of(form, "advice"));
    Refused refused{.status = 422, .code = "advice_empty"};
    if (told.advice().find_first_not_of(" \t\r\n") != std::string::npos) {
        const auto done = co_await house->desk().give_advice(id, std::move(told), visitor->account);
        if (done) co_return back_to_case(id, "advice");
        refused = done.error();
    }
    co_return co_await say_no(house, std::move(request), std::move(*visitor), std::move(refused));
}

awaitable<http::Response> plan_move(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, case_roles);
    if (!visitor) co_return visitor.error();
    const std::string id = request.params["id"];
    const auto form = with_ids(http::parse_form(request.body).value_or(http::Fields{}),
                               *house->ports().directory(), house->person_names());
    const auto zone = co_await zone_of(house, id, visitor->account);
    auto told = form ? relocation_of(*form, zone) : std::nullopt;
    Refused refused{.status = 422, .code = form ? "invalid_field" : form.error()};
    if (told) {
        const auto done =
            co_await house->desk().plan_relocation(id, std::move(*told), visitor->account);
        if (done) co_return back_to_case(id, "move");
        refused = done.error();
    }
    co_return co_await say_no(house, std::move(request), std::move(*visitor), std::move(refused));
}

// A sheet of paper: nothing around it, and kept by nobody.
awaitable<http::Response> show_her_record(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, case_roles);
    if (!visitor) co_return visitor.error();
    const std::string id = request.params["id"];
    const auto form = http::parse_form(request.body).value_or(http::Fields{});
    const auto reading =
        co_await house->desk().read_for_her(id, value_of(form, "command"), visitor->account);
    if (!reading)
        co_return co_await say_no(house, std::move(request), std::move(*visitor), reading.error());
    const auto asked = value_of(form, "language");
    const RecordMaking making{
        .words = house->ports().words,
        .language = asked.empty() ? house->language(request, visitor->account.language())
                                  : words::language_of(asked),
        .now = house->ports().clock.now(),
        .directory = house->ports().directory(),
        .name_of = house->person_names(),
        .services =
            co_await service_names(reading->state, house->ports().listings.read, visitor->account)};
    const View view = house->view(request, asked, reading->state.territory);
    co_return document(200, her_record_view(making.words, her_record(making, *reading), view.zone));
}

awaitable<http::Response> show_board(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {v1::Role::coordinator});
    if (!visitor) co_return visitor.error();
    auto cases = co_await house->desk().cases(
        {.aside = [](const auto& one) { return urgency_of(one) == Urgency::ended; },
         .aside_most = ended_shown_max},
        visitor->account);
    if (!cases) co_return house->refused(request, cases.error(), visitor->account.language());
    const View view = house->view(request, visitor->account.language());
    Frame frame = house->frame(view, request, *visitor);
    frame.title = view.say("board.title") + " · " + frame.title;
    frame.kind = "wide";
    frame.feed = "/v1/feed";
    const Asked asked{.request = request, .visitor = *visitor, .notice = {}};
    co_return show(*house, asked, frame,
                   board_view(view, std::move(cases->cases), house->territory_names(view.language),
                              !wants_piece(request), board_fund_piece(*house, view, *visitor)));
}

awaitable<http::Response> show_telephones(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {v1::Role::coordinator, v1::Role::admin});
    if (!visitor) co_return visitor.error();
    auto messages = co_await house->desk().sandbox_messages("", sandbox_messages_max);
    if (!messages) {
        co_return house->refused(request, messages.error(), visitor->account.language());
    }
    const View view = house->view(request, visitor->account.language());
    Frame frame = house->frame(view, request, *visitor);
    frame.title = view.say("telephones.nav") + " · " + frame.title;
    frame.kind = "wide";
    if (has(visitor->account, v1::Role::coordinator)) frame.feed = "/v1/feed";
    const Asked asked{.request = request, .visitor = *visitor, .notice = {}};
    co_return show(
        *house, asked, frame,
        telephones_view(view, std::move(*messages), house->person_names(), !wants_piece(request)));
}

}  // namespace

void add_case_routes(const HousePtr& house, Routes& routes) {
    using http::Method;
    routes.push_back({Method::get, "/cases/{id}", 0,
                      [house](http::Request request) { return show_case_screen(house, request); }});
    routes.push_back({Method::post, "/cases/{id}", small_form_bytes_max,
                      [house](http::Request request) { return act_on_case(house, request); }});
    routes.push_back(
        {Method::post, "/cases/{id}/safe-contact", safe_form_bytes_max,
         [house](http::Request request) { return tell_safe_contact(house, request); }});
    routes.push_back({Method::post, "/cases/{id}/advice", advice_form_bytes_max,
                      [house](http::Request request) { return give_advice(house, request); }});
    routes.push_back({Method::post, "/cases/{id}/relocation", safe_form_bytes_max,
                      [house](http::Request request) { return plan_move(house, request); }});
    routes.push_back({Method::post, "/cases/{id}/her-record", small_form_bytes_max,
                      [house](http::Request request) { return show_her_record(house, request); }});
    routes.push_back({Method::get, "/board", 0,
                      [house](http::Request request) { return show_board(house, request); }});
    routes.push_back({Method::get, "/telephones", 0,
                      [house](http::Request request) { return show_telephones(house, request); }});
}

}  // namespace relais::gateway::screens
