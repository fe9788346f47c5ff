#include "tests/http/walk_tables.hpp"

namespace relais::gateway {
namespace {

using domain::Field;
using enum domain::Eyes;
using enum domain::Phase;
using v1::Sector;
using Parts = std::vector<Part>;

const Parts none{};
const Parts asked{{pivot, before}};

Somebody comes(const Called& one) {
    const auto called = Part{responder, before, one.sector};
    const auto on_her_way = Part{responder, accepted, one.sector, true};
    const auto gone = Part{responder, after, one.sector};
    return {comer(one.sector), comer(one.sector), {Parts{called}, {on_her_way}, {gone}, {gone}}};
}

Somebody always(const std::string& token, const std::string& person, const Parts& parts) {
    return {token, person, {parts, parts, parts, parts}};
}

}  // namespace

std::vector<Somebody> everybody(bool restricted) {
    const Part health_called{responder, before, Sector::health};
    const Part health_over{responder, after, Sector::health};
    std::vector<Somebody> all{
        always("worker", "wanda", {{raiser}}),
        {"other_worker", "walid", {none, Parts{{raiser}}, {{raiser}}, {{raiser}}}},
        {"pivot-pia", "pivot-pia", {asked, Parts{{pivot}}, none, none}},
        {"pivot-petra", "pivot-petra", {none, none, Parts{{pivot}}, none}},
        {"escort-emma",
         "escort-emma",
         {asked, Parts{{pivot, before}, {responder, accepted, Sector::health}}, none, none}},
        {"receiving-rita", "receiving-rita", {asked, Parts{{receiving}}, none, none}},
        {"referred-selma",
         "referred-selma",
         {Parts{{referred, before}}, {{responder, accepted, Sector::shelter}}, none, none}},
        {"health-silent",
         "health-silent",
         {Parts{health_called}, {health_called}, {health_called}, {health_over}}},
        {"health-declines",
         "health-declines",
         {Parts{health_called}, {health_over}, {health_over}, {health_over}}},
        {"health-releases",
         "health-releases",
         {Parts{health_called}, {health_over}, {health_over}, {health_over}}},
        always("crisis-stood-down", "crisis-stood-down", {{responder, after, Sector::crisis}}),
        always("coordinator", "coralie", {{coordinator}}),
        always("off_duty", "paul", restricted ? none : Parts{{coordinator}}),
        always("stella", "stella", none),
        always("board", "board", none),
        always("clerk", "clerk", none),
        always("asking-anna", "asking-anna", none),
        always("privacy", "paule", {{domain::Eyes::privacy}}),
        always("admin", "alice", none),
        always("committee-remi", "committee-remi", none),
        always("machine", "machine", none),
        always("responder", "nadia", none),
        always("", "", none),
    };
    for (const auto& one : called_sectors()) {
        all.push_back(comes(one));
        all.back().as_the_others = one.sector != Sector::health && one.sector != Sector::shelter;
    }
    for (auto& who : all) {
        who.keeps_money = who.token == "stella" || who.token == "board" || who.token == "clerk";
        who.reads_the_log = who.token == "privacy";
        if (who.token == comer(Sector::spiritual_care))
            who.told_besides = domain::fields(Field::health);
    }
    return all;
}

Allowed allowed(const Somebody& who, Step step, bool restricted) {
    Allowed may;
    for (const auto& part : who.parts.at(static_cast<std::size_t>(step))) {
        for (const auto& grant : domain::sight_matrix)
            if (grant.eyes == part.eyes && grant.phase == part.phase &&
                (grant.sector == Sector::unknown || grant.sector == part.sector))
                may.fields |= restricted ? grant.seen & grant.restricted : grant.seen;
        if (!part.comes) continue;
        may.own.insert(part.sector);
        may.fields |= who.told_besides;
    }
    return may;
}

Allowed allowed_of_advice(const Somebody& who) {
    Allowed may;
    const bool asked_it = who.token == "asking-anna";
    const bool coordinates = who.token == "coordinator" || who.token == "off_duty";
    for (const auto& grant : domain::sight_matrix)
        if (grant.phase == accepted &&
            ((grant.eyes == raiser && asked_it) || (grant.eyes == coordinator && coordinates)))
            may.fields |= grant.seen;
    return may;
}

const std::vector<Seal>& seals() {
    static const std::vector<Seal> all{
        {Field::safe_contact, "safe_contact", canary::safe_contact},
        {Field::note, "note", canary::note},
        {Field::her_words, "her_words", canary::her_words},
        {Field::move, "destination", canary::destination},
    };
    return all;
}

const std::vector<Mark>& marks() {
    using Of = Mark::Of;
    static const std::vector<Mark> all = [] {
        std::vector<Mark> list{
            {Field::territory, canary::territory},
            {Field::territory, canary::territory_name},
            {Field::age_band, "from_18_to_25"},
            {Field::age_band, "18 to 25"},
            {Field::languages, canary::language},
            {Field::circumstances, "\"pets\""},
            {Field::circumstances, "Pet with her"},
            {Field::health, "substance_use"},
            {Field::health, "Substance use"},
            {Field::status, "precarious_status"},
            {Field::status, "Precarious immigration status"},
            {Field::arrival, R"("arrivesMs":"1)"},
            {Field::ties, "house-referred", Of::field, Sector::unknown, "referred-selma"},
            {Field::ties, R"(["referral_proposed")"},
            {Field::ties, R"(["escort_planned")"},
            {Field::ties, R"(["case_linked")"},
            {Field::ties, R"("kind":"case_linked")"},
            {Field::ties, "escort-emma", Of::field, Sector::unknown, "escort-emma"},
            {Field::move, R"(["relocation_planned")"},
            {Field::move, "receiving-rita", Of::field, Sector::unknown, "receiving-rita"},
            {Field::money, canary::amount, Of::money},
            {Field::money, R"("cents":"4117")", Of::money},
            {Field::timeline, R"("kind":"case_opened")"},
            {Field::pages, canary::roster},
            {Field::pages, "health-excluded"},
            {Field::pages, R"("kind":"field_read")"},
            {Field::pages, R"(["field_read")"},
            {Field::pages, "walid", Of::field, Sector::unknown, "walid"},
            {Field::pages, "wanda", Of::asker, Sector::unknown, "wanda"},
            {Field::pages, "canary-fund", Of::fund_note, Sector::unknown, "wanda"},
            {Field::responder_names, "pivot-pia", Of::field, Sector::unknown, "pivot-pia"},
            {Field::responder_names, "pivot-petra", Of::field, Sector::unknown, "pivot-petra"},
            {Field::responder_names, "health-silent", Of::field, Sector::unknown, "health-silent"},
        };
        for (const auto& [sector, need] : called_sectors()) {
            list.push_back({Field::other_needs, v1::Need::Kind_Name(need), Of::need, sector});
            list.push_back(
                {Field::responder_names, comer(sector), Of::comer, sector, comer(sector)});
        }
        for (const auto& seal : seals())
            list.push_back({.field = seal.field, .text = seal.text, .only_hidden = true});
        for (const std::string& text :
             {canary::advice, std::string("canary-asked"), std::string("canary-twin")})
            list.push_back({.field = Field::advice, .text = text, .only_hidden = true});
        return list;
    }();
    return all;
}

bool may_see(const Somebody& who, const Allowed& may, const Mark& mark) {
    if (mark.only_hidden) return false;
    if (!mark.person.empty() && mark.person == who.person) return true;
    switch (mark.of) {
        case Mark::Of::field:
            return may.sees(mark.field);
        case Mark::Of::need:
            if (may.own.contains(mark.sector)) return true;
            if (mark.sector == Sector::shelter && may.sees(Field::shelter)) return true;
            return may.sees(Field::other_needs) &&
                   (mark.sector != Sector::police || may.sees(Field::police));
        case Mark::Of::comer:
            return may.sees(mark.sector == Sector::shelter ? Field::shelter
                                                           : Field::responder_names);
        case Mark::Of::asker:
            return may.sees(mark.field) || may.sees(Field::responder_names) || who.keeps_money;
        case Mark::Of::money:
            return may.sees(mark.field) || who.keeps_money;
        case Mark::Of::fund_note:
            return may.sees(Field::pages) || who.keeps_money;
    }
    return false;
}

namespace {

const std::string form = "action=none";
const std::string nonsense = R"({"nonsense":true})";

std::vector<Door> api_reads() {
    return {
        {"GET /v1/cases", {"/v1/cases", "/v1/cases?limit=2"}},
        {"GET /v1/cases/{id}", {"/v1/cases/CASE"}},
        {"GET /v1/cases/{id}/timeline",
         {"/v1/cases/CASE/timeline", "/v1/cases/CASE/timeline?lang=fr",
          "/v1/cases/CASE/timeline?format=csv", "/v1/cases/CASE/timeline?format=html"}},
        {"GET /v1/cases/{id}/feed", {"/v1/cases/CASE/feed"}},
        {"GET /v1/feed", {"/v1/feed"}},
        {"GET /v1/cases/{id}/review-pack", {}},
        {"GET /v1/access-log", {"/v1/access-log?case=CASE"}},
        {"GET /v1/figures",
         {"/v1/figures?from=2026-01-01&until=2026-12-31",
          "/v1/figures?from=2026-01-01&until=2026-12-31&format=csv"}},
        {"GET /v1/directory", {"/v1/directory"}},
        {"GET /v1/directory/entries", {"/v1/directory/entries?q=canary"}},
        {"GET /v1/directory/entries/{kind}/{id}",
         {"/v1/directory/entries/territory/97-canary",
          "/v1/directory/entries/person/health-comes"}},
        {"GET /v1/directory/stale", {"/v1/directory/stale"}},
        {"GET /v1/directory/dues", {"/v1/directory/dues"}},
        {"GET /v1/directory/history", {"/v1/directory/history"}},
        {"GET /v1/rosters/{id}/calendars", {"/v1/rosters/ROSTER/calendars"}},
        {"GET /v1/oncall", {"/v1/oncall"}},
        {"GET /v1/shifts", {"/v1/shifts?roster=ROSTER", "/v1/shifts?person=health-comes"}},
        {"GET /v1/fairness", {"/v1/fairness?roster=ROSTER"}},
        {"GET /v1/coverage", {"/v1/coverage"}},
        {"GET /v1/beds", {"/v1/beds"}},
        {"GET /v1/listings", {"/v1/listings", "/v1/listings?q=canary"}},
        {"GET /v1/listings/export", {"/v1/listings/export"}},
        {"GET /v1/listings/{id}", {"/v1/listings/none"}},
        {"GET /v1/sandbox/messages", {"/v1/sandbox/messages"}},
        {"GET /v1/fund", {"/v1/fund"}},
        {"GET /v1/fund/settings", {"/v1/fund/settings"}},
        {"GET /v1/fund/requests", {"/v1/fund/requests", "/v1/fund/requests?case=CASE"}},
        {"GET /v1/fund/requests/{id}", {"/v1/fund/requests/REQUEST"}},
        {"GET /v1/fund/requests/{id}/notes", {"/v1/fund/requests/REQUEST/notes"}},
        {"GET /v1/fund/requests/{id}/evidence/{evidence}",
         {"/v1/fund/requests/REQUEST/evidence/EVIDENCE"}},
        {"GET /v1/fund/vouchers/{number}", {"/v1/fund/vouchers/VOUCHER"}},
        {"GET /v1/fund/openings", {"/v1/fund/openings"}},
        {"GET /v1/fund/balances", {"/v1/fund/balances"}},
        {"GET /v1/fund/ageing", {"/v1/fund/ageing"}},
        {"GET /v1/fund/statement",
         {"/v1/fund/statement?funder=ville&from=2026-01-01&until=2026-12-31"}},
        {"GET /v1/fund/journal", {"/v1/fund/journal"}},
        {"GET /v1/fund/journal.csv", {"/v1/fund/journal.csv"}},
        {"GET /v1/fund/periods", {"/v1/fund/periods"}},
        {"GET /v1/fund/matches", {"/v1/fund/matches"}},
        {"GET /v1/openapi.json", {"/v1/openapi.json"}},
        {"GET /healthz", {"/healthz"}},
        {"GET /readyz", {"/readyz"}},
        {"GET /metrics", {"/metrics"}},
        {"GET /calendar/{token}", {"/calendar/none"}},
    };
}

std::vector<Door> screens() {
    return {
        {"GET /", {"/"}},
        {"GET /sign-in", {"/sign-in"}},
        {"GET /style.css", {"/style.css"}},
        {"GET /print.css", {"/print.css"}},
        {"GET /live.js", {"/live.js"}},
        {"GET /icon.svg", {"/icon.svg"}},
        {"GET /a/{token}", {"LINK"}},
        {"GET /alert", {"/alert"}},
        {"GET /cases/{id}", {"/cases/CASE", "/cases/CASE?fragment=1", "/cases/CASE?lang=fr"}},
        {"GET /cases/{id}/print", {"/cases/CASE/print"}},
        {"GET /cases/{id}/review-pack", {}},
        {"GET /cases/{id}/fund", {"/cases/CASE/fund"}},
        {"GET /board", {"/board", "/board?fragment=1", "/board?all=1"}},
        {"GET /telephones", {"/telephones"}},
        {"GET /mine", {"/mine", "/mine?fragment=1"}},
        {"GET /match", {"/match", "/match?case=CASE"}},
        {"GET /access", {"/access", "/access?case=CASE"}},
        {"GET /figures", {"/figures?from=2026-01-01&until=2026-12-31"}},
        {"GET /on-call", {"/on-call"}},
        {"GET /coverage", {"/coverage"}},
        {"GET /rosters", {"/rosters"}},
        {"GET /rosters/{id}", {"/rosters/ROSTER"}},
        {"GET /rosters/{id}/change", {"/rosters/ROSTER/change"}},
        {"GET /rosters/{id}/calendar-address", {"/rosters/ROSTER/calendar-address"}},
        {"GET /calendar-address", {"/calendar-address"}},
        {"GET /away", {"/away"}},
        {"GET /directory", {"/directory", "/directory?q=canary"}},
        {"GET /directory/{kind}/{id}",
         {"/directory/territory/97-canary", "/directory/person/health-comes"}},
        {"GET /directory/{kind}/new", {"/directory/person/new"}},
        {"GET /directory/{kind}/{id}/edit", {"/directory/person/health-comes/edit"}},
        {"GET /beds", {"/beds"}},
        {"GET /listings", {"/listings"}},
        {"GET /listings/{id}", {"/listings/none"}},
        {"GET /fund", {"/fund"}},
        {"GET /fund/ageing", {"/fund/ageing"}},
        {"GET /fund/settings", {"/fund/settings"}},
        {"GET /fund/requests/{id}", {"/fund/requests/REQUEST"}},
        {"GET /fund/statements",
         {"/fund/statements?funder=ville&from=2026-01-01&until=2026-12-31"}},
        {"GET /fund/statements/print",
         {"/fund/statements/print?funder=ville&from=2026-01-01&until=2026-12-31"}},
        {"GET /fund/months", {"/fund/months"}},
        {"GET /fund/bank", {"/fund/bank"}},
        {"GET /fund/vouchers/{number}", {"/fund/vouchers/VOUCHER"}},
        {"GET /v/{number}", {"/v/VOUCHER"}},
    };
}

// Asked what makes no sense, or is refused.
std::vector<Door> api_commands() {
    return {
        {"POST /v1/alerts", {"/v1/alerts"}, nonsense},
        {"POST /v1/cases/{id}/commands", {"/v1/cases/CASE/commands"}, nonsense},
        {"POST /v1/cases/{id}/readings", {"/v1/cases/CASE/readings"}, nonsense},
        {"POST /v1/cases/{id}/safe-contact", {"/v1/cases/CASE/safe-contact"}, nonsense},
        {"POST /v1/cases/{id}/relocation", {"/v1/cases/CASE/relocation"}, nonsense},
        {"POST /v1/cases/{id}/advice", {"/v1/cases/CASE/advice"}, nonsense},
        {"POST /v1/cases/{id}/her-record", {"/v1/cases/CASE/her-record"}, nonsense},
        {"POST /v1/directory/assurances", {"/v1/directory/assurances"}, nonsense},
        {"POST /v1/directory/changes", {"/v1/directory/changes"}, nonsense},
        {"PUT /v1/directory", {"/v1/directory"}, nonsense},
        {"POST /v1/rosters/{id}/changes", {"/v1/rosters/ROSTER/changes"}, nonsense},
        {"POST /v1/absences", {"/v1/absences"}, nonsense},
        {"POST /v1/rosters/{id}/calendars/{calendar}/check",
         {"/v1/rosters/ROSTER/calendars/none/check"}},
        {"PUT /v1/rosters/{id}/calendars/{calendar}",
         {"/v1/rosters/ROSTER/calendars/none"},
         nonsense},
        {"POST /v1/rosters/{id}/calendars/{calendar}/remove",
         {"/v1/rosters/ROSTER/calendars/none/remove"}},
        {"POST /v1/match",
         {"/v1/match"},
         R"({"alert":{"territory":"97-canary","languages":["fr"],)"
         R"("needs":[{"need":"immediate_care"}]}})"},
        {"POST /v1/beds/plan", {"/v1/beds/plan"}, nonsense},
        {"POST /v1/beds/{organization}/commands", {"/v1/beds/house-shelter/commands"}, nonsense},
        {"PUT /v1/listings/{id}", {"/v1/listings/none"}, nonsense},
        {"POST /v1/listings/{id}/removal", {"/v1/listings/none/removal"}, nonsense},
        {"POST /v1/listings/{id}/assurance", {"/v1/listings/none/assurance"}, nonsense},
        {"POST /v1/calendar-addresses", {"/v1/calendar-addresses"}, nonsense},
        {"POST /v1/calendar-addresses/revoke", {"/v1/calendar-addresses/revoke"}, nonsense},
        {"POST /hooks/receipts", {"/hooks/receipts"}, nonsense},
        {"PUT /v1/fund/settings", {"/v1/fund/settings"}, nonsense},
        {"POST /v1/fund/requests", {"/v1/fund/requests"}, nonsense},
        {"POST /v1/fund/requests/{id}/vouchers", {"/v1/fund/requests/REQUEST/vouchers"}, nonsense},
        {"POST /v1/fund/requests/{id}/evidence", {"/v1/fund/requests/REQUEST/evidence"}, nonsense},
        {"POST /v1/fund/commands", {"/v1/fund/commands"}, nonsense},
        {"POST /v1/fund/vouchers/{number}/redemption",
         {"/v1/fund/vouchers/VOUCHER/redemption"},
         nonsense},
        {"POST /v1/fund/periods", {"/v1/fund/periods"}, nonsense},
        {"POST /v1/fund/statements", {"/v1/fund/statements"}, nonsense},
        {"POST /v1/vouchers/{number}/redemption", {"/v1/vouchers/VOUCHER/redemption"}, nonsense},
    };
}

// Filled in wrongly.
std::vector<Door> forms() {
    return {
        {"POST /sign-in", {"/sign-in"}, form},
        {"POST /sign-out", {"/sign-out"}, form},
        {"POST /a/{token}", {"LINK"}, form},
        {"POST /alert", {"/alert"}, form},
        {"POST /cases/{id}", {"/cases/CASE"}, form},
        {"POST /cases/{id}/safe-contact", {"/cases/CASE/safe-contact"}, form},
        {"POST /cases/{id}/advice", {"/cases/CASE/advice"}, form},
        {"POST /cases/{id}/relocation", {"/cases/CASE/relocation"}, form},
        {"POST /cases/{id}/her-record", {"/cases/CASE/her-record"}, form},
        {"POST /cases/{id}/fund", {"/cases/CASE/fund"}, form},
        {"POST /match", {"/match"}, form},
        {"POST /access", {"/access"}, form},
        {"POST /rosters/{id}/change", {"/rosters/ROSTER/change"}, form},
        {"POST /rosters/{id}/calendar-address", {"/rosters/ROSTER/calendar-address"}, form},
        {"POST /calendar-address", {"/calendar-address"}, form},
        {"POST /away", {"/away"}, form},
        {"POST /directory/{kind}/new", {"/directory/person/new"}, form},
        {"POST /directory/{kind}/{id}/edit", {"/directory/person/health-comes/edit"}, form},
        {"POST /directory/{kind}/{id}/assure", {"/directory/person/none/assure"}, form},
        {"POST /beds", {"/beds"}, form},
        {"POST /listings/{id}", {"/listings/none"}, form},
        {"POST /fund", {"/fund"}, form},
        {"POST /fund/requests/{id}", {"/fund/requests/REQUEST"}, form},
        {"POST /fund/requests/{id}/notes", {"/fund/requests/REQUEST/notes"}, form},
        {"POST /fund/requests/{id}/evidence", {"/fund/requests/REQUEST/evidence"}, form},
        {"POST /fund/months", {"/fund/months"}, form},
        {"POST /fund/bank", {"/fund/bank"}, form},
        {"POST /v/{number}", {"/v/VOUCHER"}, form},
    };
}

}  // namespace

const std::vector<Door>& doors() {
    static const std::vector<Door> all = [] {
        std::vector<Door> doors;
        for (const auto& some : {api_reads(), screens(), api_commands(), forms()})
            doors.insert(doors.end(), some.begin(), some.end());
        return doors;
    }();
    return all;
}

}  // namespace relais::gateway
