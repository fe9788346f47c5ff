#include "services/gateway/screens/fund/fund_screen.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/fund/act.hpp"
#include "services/gateway/screens/fund/card.hpp"

namespace relais::gateway::screens {
namespace {

using Command = v1::FundCommand;
using domain::FundPart;

Data sources(const View& view, const FundLook& look, const v1::FundView& fund) {
    Data all = list();
    for (const auto& source : fund.sources()) {
        Data one = object();
        one.set("words", source.words().empty() ? source.source() : source.words());
        one.set("funder", funder_words(view, look, source.funder()));
        one.set("available", money_of(view, source.available_cents()));
        one.set("reserved", money_of(view, source.reserved_cents()));
        one.set("spent", money_of(view, source.spent_cents()));
        one.set("over", source.over());
        one.set("ends", source.has_until() && !source.over());
        if (source.has_until())
            one.set("until", view.say("fund.source_until",
                                      {{"moment", view.moment(ms_of(source.until()))}}));
        all.push_back(std::move(one));
    }
    return all;
}

Data flags(const View& view, const FundLook& look, const v1::FundView& fund) {
    Data all = list();
    for (const auto& one : fund.flags()) {
        const auto& flag = one.flag();
        Data row = object();
        row.set("words", view.say("fund_flag." + v1::FundFlag::Kind_Name(flag.kind())));
        row.set("since", view.say("fund.since", {{"moment", view.moment(ms_of(one.since()))}}));
        row.set("cents", flag.cents() == 0 ? std::string() : " · " + money_of(view, flag.cents()));
        row.set("links", !one.request().empty());
        row.set("request", one.request());
        std::vector<Act> acts;
        const bool hers = flag.people().empty() ? look.sight.who().board
                                                : domain::names(flag.people(), look.me());
        if (hers && look.may(Command::kSettleFlag))
            acts.push_back(
                {.what = "settle_flag",
                 .summary = view.say("fund.settle_flag"),
                 .action = "/fund",
                 .fields = {{.name = "outcome",
                             .label = view.say("fund.outcome"),
                             .kind = ActField::Kind::choice,
                             .choices = choices_of(view, v1::FundFlag::Outcome_descriptor(),
                                                   "fund_flag_outcome")},
                            {.name = "note",
                             .label = view.say("fund.note_sealed"),
                             .kind = ActField::Kind::note}},
                 .hidden = {{"flag", flag.id()}},
                 .key = flag.id()});
        row.set("acts", acts_view(view, acts, look.forms));
        all.push_back(std::move(row));
    }
    return all;
}

Data links(const View& view, const FundLook& look) {
    struct Link {
        FundPart::Code part;
        const char* href;
        const char* words;
    };
    static constexpr std::array all{
        Link{FundPart::ageing, "/fund/ageing", "fund.ageing"},
        Link{FundPart::funder_statements, "/fund/deposits", "fund.deposits"},
        Link{FundPart::funder_statements, "/fund/statements", "fund.statements"},
        Link{FundPart::bank, "/fund/bank", "fund.bank"},
        Link{FundPart::book, "/fund/months", "fund.months"},
        Link{FundPart::whole_settings, "/fund/settings", "fund.settings"},
    };
    Data shown = list();
    for (const auto& link : all) {
        if (!look.sees(link.part)) continue;
        Data one = object();
        one.set("href", std::string(link.href));
        one.set("words", view.say(link.words));
        shown.push_back(std::move(one));
    }
    return shown;
}

// Of no case: whoever keeps the fund has none to ask from.
std::string advance_view(const View& view, const FundLook& look, Choices colleagues) {
    const auto rule = std::ranges::find(look.settings.expenses(), v1::Expense::advance,
                                        [](const auto& one) { return one.kind(); });
    if (colleagues.empty() || rule == look.settings.expenses().end()) return {};
    colleagues.insert(colleagues.begin(), Choice{});  // nobody is chosen for her
    return acts_view(view,
                     {{.what = "advance",
                       .summary = view.say("fund.give_advance"),
                       .action = "/fund",
                       .fields = {{.name = "advance_to",
                                   .label = view.say("fund.advance_who"),
                                   .kind = ActField::Kind::choice,
                                   .choices = std::move(colleagues),
                                   .required = true},
                                  {.name = "amount",
                                   .label = view.say("fund.amount"),
                                   .kind = ActField::Kind::amount,
                                   .required = true}},
                       .hint = view.say("fund.advance_lead"),
                       .hidden = {{"expense", rule->code()}}}},
                     look.forms);
}

}  // namespace

std::string fund_view(const View& view, const FundLook& look, const v1::FundView& fund,
                      const Choices& colleagues) {
    // A second signature is missing on what went out already: it waits as well.
    google::protobuf::RepeatedPtrField<v1::FundRequestView> to_sign, others;
    for (const auto& request : fund.waiting()) {
        const bool signs = !signing_words(view, look, request).empty();
        *(signs ? to_sign : others).Add() = request;
    }
    Data data = object();
    data.set("whole", look.forms.whole);
    if (!look.forms.notice.empty()) data.set("notice", look.forms.notice);
    data.set("title", fund.words().empty() ? view.say("fund.title") : fund.words());
    data.set("waiting",
             view.say("fund.waiting", {{"n", std::int64_t{fund.summary().requests_waiting()}}}));
    data.set("has_waiting", !to_sign.empty());
    data.set("cards", cards_view(view, look, to_sign));
    data.set("has_others", !others.empty());
    data.set("others", cards_view(view, look, others));
    data.set("advance", advance_view(view, look, colleagues));
    data.set("has_sources", fund.sources_size() > 0);
    data.set("sources", sources(view, look, fund));
    data.set("has_flags", fund.flags_size() > 0);
    data.set("flags", flags(view, look, fund));
    data.set("unbalanced", look.sees(FundPart::balances) && !fund.balanced());
    data.set("links", links(view, look));
    data.set("as_of", view.say("frame.as_of", {{"time", view.time(to_ms(view.now))}}));
    return fill(view.words, view.language, embedded::fund_mustache(), std::move(data));
}

std::string board_fund_view(const View& view, const FundLook& look, const v1::FundRequests& to_sign,
                            std::int64_t more) {
    if (to_sign.requests().empty()) return {};
    Data data = object();
    data.set("cards", cards_view(view, look, to_sign.requests()));
    if (more > 0) data.set("more", view.say("fund.more_to_sign", {{"n", more}}));
    return fill(view.words, view.language, embedded::fund_board_mustache(), std::move(data));
}

std::string ageing_view(const View& view, const FundLook& look, const v1::FundAgeing& ageing) {
    // What is due first stands first: what is late is what somebody has to ask about today.
    std::vector<const v1::FundAge*> by_due;
    for (const auto& age : ageing.ages()) by_due.push_back(&age);
    std::ranges::stable_sort(
        by_due, {}, [](const auto* age) { return std::pair(!age->has_due(), ms_of(age->due())); });
    Data all = list();
    for (const auto* known : by_due) {
        const auto& age = *known;
        Data one = object();
        one.set("words", view.say("fund_flag." + v1::FundFlag::Kind_Name(age.kind())));
        one.set("request", age.of());
        one.set("cents", money_of(view, age.cents()));
        one.set("days", view.say("fund.days", {{"n", std::int64_t{age.days()}}}));
        if (look.person && !age.person().empty()) one.set("who", look.person(age.person()));
        const bool late = age.has_due() && ms_of(age.due()) <= to_ms(view.now);
        one.set("state", std::string(late ? "last" : "awaiting"));
        if (age.has_due())
            one.set("due", view.say(late ? "fund.was_due" : "fund.due",
                                    {{"moment", view.moment(ms_of(age.due()))}}));
        all.push_back(std::move(one));
    }
    Data data = object();
    data.set("none", ageing.ages().empty());
    data.set("ages", std::move(all));
    return fill(view.words, view.language, embedded::fund_ageing_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
