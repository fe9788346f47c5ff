#include "tests/http/walk_tables.hpp"

namespace relais::gateway {
namespace {

using namespace test;
using Parts = std::vector<Part>;

const Part raises{raised + Names{"advice"}, raised_restricted};
const Part coordinates{everything_clear + Names{"safe_contact", "note", "her_words", "advice"},
                       everything_clear + Names{"safe_contact", "note", "her_words", "advice"}};
const Part follows{followed + Names{"safe_contact", "note", "her_words"},
                   followed + Names{"safe_contact", "note", "her_words"}};
// Whoever is asked to follow her through, to go with her or to receive her is told where.
const Part is_asked{{"territory"}, {}};
// Whether they can: not where she is.
const Part is_referred{{"age_band", "languages"}, {}};

Part same(const Names& names, Sector::Code own = Sector::unknown) { return {names, names, own}; }

Names asked_for(Sector::Code sector) {
    const auto found = asks_for.find(sector);
    return found == asks_for.end() ? Names{} : found->second;
}

Somebody comes(const Called& one) {
    auto seen = on_her_way.at(one.sector) + asked_for(one.sector);
    if (one.sector == Sector::spiritual_care) seen.insert("health");  // she let it know
    return {comer(one.sector), comer(one.sector), {Parts{}, {same(seen, one.sector)}, {}, {}}};
}

Somebody always(const std::string& token, const std::string& person, const Parts& parts) {
    return {token, person, {parts, parts, parts, parts}};
}

// Without a part in the case, whatever her role; or with one that shows her nothing.
const std::vector<std::pair<std::string, std::string>> outsiders{
    {"health-silent", "health-silent"},
    {"health-declines", "health-declines"},
    {"health-releases", "health-releases"},
    {"crisis-stood-down", "crisis-stood-down"},
    {"stella", "stella"},
    {"board", "board"},
    {"clerk", "clerk"},
    {"asking-anna", "asking-anna"},
    {"privacy", "paule"},
    {"admin", "alice"},
    {"committee-remi", "committee-remi"},
    {"machine", "machine"},
    {"responder", "nadia"},
    {"", ""},
};

void add(const Part& part, bool restricted, Allowed& may) {
    may.fields = may.fields + (restricted ? part.restricted : part.open);
    if (part.own != Sector::unknown) may.own.insert(part.own);
}

}  // namespace

std::vector<Somebody> everybody(bool restricted) {
    const auto goes = same(goes_with(Sector::health) + asked_for(Sector::health));
    const auto takes_on = same(taken_on(Sector::shelter) + asked_for(Sector::shelter));
    const auto receives = same(received + Names{"safe_contact"});
    std::vector<Somebody> all{
        always("worker", "wanda", {raises}),
        {"other_worker", "walid", {Parts{}, {raises}, {raises}, {raises}}},
        {"pivot-pia", "pivot-pia", {Parts{is_asked}, {follows}, {}, {}}},
        {"pivot-petra", "pivot-petra", {Parts{}, {}, {follows}, {}}},
        {"escort-emma", "escort-emma", {Parts{is_asked}, {is_asked, goes}, {}, {}}},
        {"receiving-rita", "receiving-rita", {Parts{is_asked}, {receives}, {}, {}}},
        {"referred-selma", "referred-selma", {Parts{is_referred}, {takes_on}, {}, {}}},
        always("coordinator", "coralie", {coordinates}),
        always("off_duty", "paul", restricted ? Parts{} : Parts{coordinates}),
    };
    for (const auto& [token, person] : outsiders) all.push_back(always(token, person, {}));
    for (const auto& one : called_sectors()) {
        all.push_back(comes(one));
        all.back().as_the_others = one.sector != Sector::health && one.sector != Sector::shelter;
    }
    for (auto& who : all) {
        who.keeps_money = who.token == "stella" || who.token == "board" || who.token == "clerk";
        who.reads_the_log = who.token == "privacy";
        // Of a restricted case sectors and times alone; one need is called as its sector is.
        if (who.token == "committee-remi")
            who.reviews = {
                {"territory", "police", "other_needs", "timeline"}, {}, Sector::youth_protection};
        if (who.token == "coordinator" || (who.token == "off_duty" && !restricted))
            who.reviews = coordinates;
    }
    return all;
}

Allowed allowed(const Somebody& who, Step step, bool restricted) {
    Allowed may;
    for (const auto& part : who.parts.at(static_cast<std::size_t>(step)))
        add(part, restricted, may);
    return may;
}

Allowed allowed_of_advice(const Somebody& who) {
    Allowed may;
    if (who.token == "asking-anna") add(raises, false, may);
    if (who.token == "coordinator" || who.token == "off_duty") add(coordinates, false, may);
    return may;
}

Allowed allowed_in_pack(const Somebody& who, Step step, bool restricted) {
    Allowed may;
    if (step == Step::closed) add(who.reviews, restricted, may);
    return may;
}

const std::vector<Seal>& seals() {
    static const std::vector<Seal> all{
        {"safe_contact", "safe_contact", canary::safe_contact},
        {"note", "note", canary::note},
        {"her_words", "her_words", canary::her_words},
        {"move", "destination", canary::destination},
    };
    return all;
}

const std::vector<Mark>& marks() {
    using Of = Mark::Of;
    static const std::vector<Mark> all = [] {
        std::vector<Mark> list{
            {"territory", canary::territory},
            {"territory", canary::territory_name},
            {"age_band", "from_18_to_25"},
            {"age_band", "18 to 25"},
            {"languages", canary::language},
            {"circumstances", "\"pets\""},
            {"circumstances", "Pet with her"},
            {"health", "substance_use"},
            {"health", "Substance use"},
            {"status", "precarious_status"},
            {"status", "Precarious immigration status"},
            {"arrival", R"("arrivesMs":"1)"},
            {"referral", "house-referred", Of::field, Sector::unknown, "referred-selma"},
            {"referral", R"(["referral_proposed")"},
            {"escort", R"(["escort_planned")"},
            {"links", R"(["case_linked")"},
            {"links", R"("kind":"case_linked")"},
            {"links", "Another case is linked to it"},
            {"escort", "escort-emma", Of::field, Sector::unknown, "escort-emma"},
            {"move", R"(["relocation_planned")"},
            {"move", "receiving-rita", Of::field, Sector::unknown, "receiving-rita"},
            {"money", canary::amount, Of::money},
            {"money", R"("cents":"4117")", Of::money},
            {"timeline", R"("kind":"case_opened")"},
            {"pages", canary::roster},
            {"pages", "health-excluded"},
            {"pages", R"("kind":"field_read")"},
            {"pages", R"(["field_read")"},
            {"pages", "walid", Of::field, Sector::unknown, "walid"},
            {"pages", "wanda", Of::asker, Sector::unknown, "wanda"},
            {"pages", "canary-fund", Of::fund_note, Sector::unknown, "wanda"},
            {"responder_names", "pivot-pia", Of::field, Sector::unknown, "pivot-pia"},
            {"responder_names", "pivot-petra", Of::field, Sector::unknown, "pivot-petra"},
            {"responder_names", "health-silent", Of::field, Sector::unknown, "health-silent"},
        };
        for (const auto& [sector, need] : called_sectors()) {
            list.push_back({"other_needs", v1::Need::Kind_Name(need), Of::need, sector});
            list.push_back({"responder_names", comer(sector), Of::comer, sector, comer(sector)});
        }
        for (const auto& seal : seals())
            list.push_back({.field = seal.field, .text = seal.text, .only_hidden = true});
        for (const std::string& text :
             {canary::advice, std::string("canary-asked"), std::string("canary-twin")})
            list.push_back({.field = "advice", .text = text, .only_hidden = true});
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
            if (mark.sector == Sector::shelter && may.sees("shelter")) return true;
            return may.sees("other_needs") && (mark.sector != Sector::police || may.sees("police"));
        case Mark::Of::comer:
            return may.sees(mark.sector == Sector::shelter ? "shelter" : "responder_names");
        case Mark::Of::asker:
            return may.sees(mark.field) || may.sees("responder_names") || who.keeps_money;
        case Mark::Of::money:
            return may.sees(mark.field) || who.keeps_money;
        case Mark::Of::fund_note:
            return may.sees("pages") || who.keeps_money;
    }
    return false;
}

bool must_see(const Somebody& who, const Allowed& may, const Mark& mark, Step step) {
    if (mark.field == "arrival" && step != Step::coming) return false;  // nobody is on her way
    if (mark.field == "links" && step == Step::called) return false;    // nothing is linked
    // Who asked for money is told beside what was asked; the sum of it to whoever asked, not to
    // another who raised the case as well.
    if (mark.of == Mark::Of::asker && !may.sees(mark.field)) return false;
    if (mark.of == Mark::Of::money && who.token == "other_worker") return false;
    // Its note is opened for whoever keeps it, and for the coordinator on duty.
    if (mark.of == Mark::Of::fund_note && who.token == "off_duty") return false;
    // Whoever raised it told this herself, and is not told it again.
    const bool raised_it = who.token == "worker" || who.token == "other_worker";
    if (raised_it && (mark.field == "languages" || mark.field == "age_band")) return false;
    return mark.person != who.person && may_see(who, may, mark);
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
        {.route = "GET /v1/cases/{id}/review-pack",
         .paths = {"/v1/cases/CASE/review-pack"},
         .pack = true},
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
        {"GET /v1/fund/deposits", {"/v1/fund/deposits"}},
        {"GET /v1/fund/deposits/{id}/paper", {"/v1/fund/deposits/2/paper"}},
        {"GET /v1/fund/openings", {"/v1/fund/openings"}},
        {"GET /v1/fund/balances", {"/v1/fund/balances"}},
        {"GET /v1/fund/ageing", {"/v1/fund/ageing"}},
        {"GET /v1/fund/statement",
         {"/v1/fund/statement?funder=ville&from=2026-01-01&until=2026-12-31"}},
        {"GET /v1/fund/journal", {"/v1/fund/journal"}},
        {"GET /v1/fund/journal.csv", {"/v1/fund/journal.csv"}},
        {"GET /v1/fund/periods", {"/v1/fund/periods"}},
        {"GET /v1/fund/periods/{month}/text", {"/v1/fund/periods/2026-10/text"}},
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
        {.route = "GET /cases/{id}/review-pack",
         .paths = {"/cases/CASE/review-pack"},
         .pack = true},
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
        {"GET /fund/deposits", {"/fund/deposits"}},
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
        {"POST /v1/fund/deposits", {"/v1/fund/deposits"}, nonsense},
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
        {"POST /fund/deposits", {"/fund/deposits"}, form},
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
