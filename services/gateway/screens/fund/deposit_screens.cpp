// What funders gave: the list, and the form that takes one more in, with the paper that shows it.
#include <algorithm>
#include <ranges>

#include <relais_screens_embedded.hpp>

#include "common/base/ids.hpp"
#include "common/domain/fund/money.hpp"
#include "common/domain/wall_clock.hpp"
#include "common/http/multipart.hpp"
#include "common/words/instants.hpp"
#include "services/gateway/screens/fund/act.hpp"
#include "services/gateway/screens/fund/fund_house.hpp"
#include "services/gateway/screens/fund/wishes.hpp"
#include "services/gateway/screens/local_day.hpp"

namespace relais::gateway::screens {
namespace {

using Kind = ActField::Kind;

constexpr int shown_max = 200;  // the rest is in the book

struct Asked {
    http::Request request;
    Visitor visitor;
    Refused refused = {.status = 200};
    http::Fields typed = {};
    bool look_first = false;  // one like it is told already, and she has not seen it
};

using Deposit = v1::FundDeposits::Deposit;

std::string day_in_words(const View& view, const google::protobuf::Timestamp& stamp) {
    return words::date(view.language, ms_of(stamp), view.zone);
}

// After a correction, what was wrong stands in the form, so that only that is typed again.
Act receive_act(const View& view, const FundLook& look, const Deposit* again, bool first,
                const std::string& seen) {
    const Deposit none;
    const auto& before = again == nullptr ? none : *again;
    Choices sources{Choice{}};  // nobody's is chosen for her
    for (const auto& source : look.settings.sources())
        sources.push_back({.value = source.id(),
                           .words = source_words(view, look, source.id()),
                           .chosen = source.id() == before.source()});
    const domain::WallClock clock(view.zone);
    const auto day =
        day_text(day_of(clock, again == nullptr ? view.now : instant(ms_of(before.on()))));
    return {.what = "receive",
            .summary = view.say("fund.receive"),
            .action = "/fund/deposits",
            .fields = {{.name = "source",
                        .label = view.say("fund.source"),
                        .kind = Kind::choice,
                        .choices = std::move(sources),
                        .required = true},
                       {.name = "amount",
                        .label = view.say("fund.amount"),
                        .kind = Kind::amount,
                        .value = again == nullptr ? "" : domain::plain_amount(before.cents()),
                        .required = true},
                       {.name = "day",
                        .label = view.say("fund.received_on"),
                        .kind = Kind::day,
                        .value = day},
                       {.name = "reference",
                        .label = view.say("fund.agreement"),
                        .value = before.reference()},
                       {.name = "file",
                        .label = view.say("fund.deposit_file"),
                        .kind = Kind::file,
                        .accept = "application/pdf,image/jpeg,image/png"}},
            .hint = view.say("fund.receive_hint"),
            .hidden = {{"seen", seen}},
            .open = first || again != nullptr};
}

// What was told by mistake is never changed: another entry takes it back, and says why.
Act correct_act(const View& view, const FundLook& look, const Deposit& of) {
    Choices reasons{Choice{}};  // she says which
    for (const auto* code :
         {"wrong_amount", "wrong_source", "wrong_day", "told_twice", "not_received"})
        reasons.push_back(
            {.value = code, .words = view.say(std::string("fund_correction.") + code)});
    const words::Arguments what{{"total", money_of(view, of.cents())},
                                {"source", source_words(view, look, of.source())}};
    return {.what = "correct",
            .summary = view.say("fund.correct"),
            .action = "/fund/deposits",
            .fields = {{.name = "why",
                        .label = view.say("fund.why"),
                        .kind = Kind::choice,
                        .choices = std::move(reasons),
                        .required = true},
                       {.name = "note", .label = view.say("fund.note_sealed"), .kind = Kind::note}},
            .button = view.say("fund.correct_now", what),
            .hint = view.say("fund.correct_hint", what),
            .hidden = {{"transfer", of.transfer()}, {"deposit", of.id()}},
            .key = of.id()};
}

// Booked on another day than that on which it came: a month that was closed does not change.
bool booked_later(const View& view, const Deposit& one) {
    const domain::WallClock clock(view.zone);
    return day_of(clock, instant(ms_of(one.on()))) != day_of(clock, instant(ms_of(one.told())));
}

std::string corrected_words(const View& view, const FundLook& look,
                            const v1::FundDeposits::Correction& correction) {
    if (!correction.has_at()) return view.say("fund.corrected");
    return view.say(
        "fund.corrected_by",
        {{"who", look.person && !correction.person().empty() ? look.person(correction.person())
                                                             : view.say("fund.somebody")},
         {"moment", view.moment(ms_of(correction.at()))},
         {"why", code_words(view, "fund_correction", correction.why())}});
}

Data deposits_data(const View& view, const FundLook& look, const v1::FundDeposits& all) {
    Data rows = list();
    for (const auto& one : all.deposits() | std::views::take(shown_max)) {
        const auto who = look.person && !one.person().empty() ? look.person(one.person())
                                                              : view.say("fund.somebody");
        Data row = object();
        row.set("id", one.id());
        row.set("state", std::string(one.has_corrected() ? "refused" : "covered"));
        if (one.has_corrected()) row.set("corrected", corrected_words(view, look, one.corrected()));
        const bool corrects = !one.has_corrected() && look.may(v1::FundCommand::kCorrectTransfer);
        row.set("acts",
                corrects ? acts_view(view, {correct_act(view, look, one)}, look.forms) : "");
        row.set("day", day_in_words(view, one.on()));
        if (booked_later(view, one))
            row.set("booked",
                    view.say("fund.booked_later", {{"day", day_in_words(view, one.on())},
                                                   {"booked", day_in_words(view, one.told())}}));
        row.set("cents", money_of(view, one.cents()));
        row.set("source", source_words(view, look, one.source()));
        row.set("told", view.say("fund.deposit_told",
                                 {{"who", who}, {"moment", view.moment(ms_of(one.told()))}}));
        if (!one.reference().empty()) row.set("reference", one.reference());
        row.set("opens", one.paper() && look.sees(domain::FundPart::evidence_files));
        rows.push_back(std::move(row));
    }
    return rows;
}

// The one that was corrected just now; null: none was.
const Deposit* corrected_one(const v1::FundDeposits& all, const std::string& id) {
    const auto found =
        std::ranges::find(all.deposits(), id, [](const auto& one) { return one.id(); });
    return found == all.deposits().end() || !found->has_corrected() ? nullptr : &*found;
}

// What was told before and is the same to the cent and the day; null: nothing is.
const Deposit* alike_one(const v1::FundDeposits& all, const http::Fields& typed,
                         const std::string& zone) {
    const domain::WallClock clock(zone);
    const auto cents = domain::parse_amount(value_of(typed, "amount"));
    const auto found = std::ranges::find_if(all.deposits(), [&](const Deposit& one) {
        return !one.has_corrected() && one.source() == value_of(typed, "source") && cents &&
               *cents == one.cents() &&
               day_text(day_of(clock, instant(ms_of(one.on())))) == value_of(typed, "day");
    });
    return found == all.deposits().end() ? nullptr : &*found;
}

std::string alike_words(const View& view, const FundLook& look, const Deposit& one) {
    return view.say("fund.deposit_alike",
                    {{"who", look.person && !one.person().empty() ? look.person(one.person())
                                                                  : view.say("fund.somebody")},
                     {"moment", view.moment(ms_of(one.told()))},
                     {"total", money_of(view, one.cents())},
                     {"source", source_words(view, look, one.source())}});
}

// A deposit that its line of the bank was matched with is taken off that line first.
std::string no_words(const View& view, const Asked& asked) {
    if (value_of(asked.typed, "do") == "correct" && asked.refused.code == "request_out_of_turn")
        return view.say("fund.correct_matched");
    return refused_words(view, asked.refused, {value_of(asked.typed, "amount")});
}

awaitable<http::Response> show(HousePtr house, Asked asked) {
    const auto account = asked.visitor.account;
    const auto deposits = co_await house->ports().fund.desk->deposits("", account);
    if (!deposits) co_return house->refused(asked.request, deposits.error(), account.language());
    auto look = look_of(*house, asked.visitor);
    const View view = fund_view_of(*house, asked.request, asked.visitor, look);
    const auto* alike = asked.look_first ? alike_one(*deposits, asked.typed, view.zone) : nullptr;
    if (alike != nullptr) {
        look.forms.notice = alike_words(view, look, *alike);
        for (auto& [name, value] : asked.typed)
            if (name == "seen") value = alike->id();  // by now she has
    } else if (asked.refused.status != 200) {
        look.forms.notice = no_words(view, asked);
    }
    look.forms.typed = std::move(asked.typed);
    const bool none = deposits->deposits().empty();
    const auto* again = corrected_one(*deposits, asked.request.query_value("again"));
    Data data = object();
    if (!look.forms.notice.empty()) data.set("notice", look.forms.notice);
    if (again != nullptr)
        data.set("done", view.say("fund.corrected_now",
                                  {{"total", money_of(view, again->cents())},
                                   {"source", source_words(view, look, again->source())}}));
    data.set("none", none);
    data.set("acts", look.may(v1::FundCommand::kReceiveFunding)
                         ? acts_view(view,
                                     {receive_act(view, look, again, none || alike != nullptr,
                                                  alike == nullptr ? "" : alike->id())},
                                     look.forms)
                         : "");
    data.set("deposits", deposits_data(view, look, *deposits));
    co_return fund_screen(
        *house, asked.request, asked.visitor, view,
        fill(view.words, view.language, embedded::fund_deposits_mustache(), std::move(data)),
        asked.refused.status);
}

awaitable<http::Response> show_deposits(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    co_return co_await show(house, {.request = std::move(request), .visitor = std::move(*visitor)});
}

awaitable<http::Response> correct(HousePtr house, http::Request request, Visitor visitor,
                                  http::Fields form) {
    Asked asked{.request = std::move(request), .visitor = std::move(visitor)};
    auto wish = fund_wish_of(form, {});
    if (wish) {
        const auto done =
            co_await house->ports().fund.desk->command("", std::move(*wish), asked.visitor.account);
        const auto again = value_of(form, "deposit");
        if (done)
            co_return see_other("/fund/deposits" +
                                (domain::is_fund_id(again) ? "?again=" + again : std::string{}));
        asked.refused = done.error();
    } else {
        asked.refused = {.status = 422, .code = wish.error()};
    }
    if (asked.refused.status >= 500)
        co_return house->refused(asked.request, asked.refused, asked.visitor.account.language());
    asked.typed = std::move(form);
    co_return co_await show(house, std::move(asked));
}

awaitable<http::Response> receive(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    auto form = http::form_fields(request).value_or(http::Fields{});
    if (value_of(form, "do") == "correct")
        co_return co_await correct(house, std::move(request), std::move(*visitor), std::move(form));
    DepositGiven given{.source = value_of(form, "source"),
                       .amount = value_of(form, "amount"),
                       .day = value_of(form, "day"),
                       .reference = value_of(form, "reference"),
                       .bytes = file_in(request)};
    const bool empty = empty_file_in(request);
    request.body.clear();
    Asked asked{.request = std::move(request), .visitor = std::move(*visitor)};
    asked.refused = {.status = 422, .code = empty ? "file_empty" : "malformed_body"};
    if (const auto command = canonical_uuid(value_of(form, "command")); command && !empty) {
        given.id = *command;
        const auto known = co_await house->ports().fund.desk->deposits("", asked.visitor.account);
        const auto look = look_of(*house, asked.visitor);
        const View view = fund_view_of(*house, asked.request, asked.visitor, look);
        const auto* alike = known ? alike_one(*known, form, view.zone) : nullptr;
        asked.look_first = alike != nullptr && alike->id() != value_of(form, "seen");
        if (asked.look_first) {
            asked.refused = {.status = 409, .code = "conflict"};
        } else {
            const auto done = co_await house->ports().fund.desk->deposit("", std::move(given),
                                                                         asked.visitor.account);
            if (done) co_return see_other("/fund/deposits");
            asked.refused = done.error();
        }
    }
    if (asked.refused.status >= 500)
        co_return house->refused(asked.request, asked.refused, asked.visitor.account.language());
    asked.typed = std::move(form);
    co_return co_await show(house, std::move(asked));
}

}  // namespace

void add_deposit_routes(const HousePtr& house, Routes& routes) {
    if (house->ports().fund.desk == nullptr) return;
    routes.push_back({http::Method::get, "/fund/deposits", 0,
                      [house](http::Request request) { return show_deposits(house, request); }});
    routes.push_back(
        {http::Method::post, "/fund/deposits", file_form_bytes_max,
         [house](http::Request request) { return receive(house, std::move(request)); }});
}

}  // namespace relais::gateway::screens
