// What makes sense, and is refused to everybody while somebody comes: for the state that it is in,
// for what is not there, or for who she is. Each request that changes something has one at least,
// so that what is said with a refusal is walked as well.
#include "tests/http/walk_tables.hpp"

namespace relais::gateway {
namespace {

// How a command names itself; UUID is another one each time.
const std::string id = R"("commandId":"UUID",)";
// Of nothing that there is.
const std::string nobodys = "99999999-2222-4333-8444-555555555555";

std::vector<Door> of_cases() {
    return {
        {"POST /v1/alerts",
         {"/v1/alerts"},
         R"({"alertId":")" + test::alert_uuid +
             R"(","territory":"06","languages":["fr"],"needs":[{"need":"legal_help"}]})"},
        {"POST /v1/cases/{id}/commands",
         {"/v1/cases/CASE/commands"},
         "{" + id + R"("reopenCase":{"reason":"she_came_back"}})"},
        {"POST /v1/cases/{id}/commands",
         {"/v1/cases/CASE/commands"},
         "{" + id + R"("answerPage":{"page":"none","answer":"accept"}})"},
        {"POST /v1/cases/{id}/commands",
         {"/v1/cases/CASE/commands"},
         "{" + id + R"("allowReading":{"reading":"9999"}})"},
        {"POST /v1/cases/{id}/readings",
         {"/v1/cases/CASE/readings"},
         "{" + id + R"("readField":{"field":"note","reason":"to_meet_her","duplicate":"TWIN"}})"},
        {"POST /v1/cases/{id}/safe-contact",
         {"/v1/cases/TWIN/safe-contact"},
         "{" + id + R"("text":"by night"})"},
        {"POST /v1/cases/{id}/relocation",
         {"/v1/cases/TWIN/relocation"},
         "{" + id +
             R"("destination":"elsewhere","receiving":"receiving-rita",)"
             R"("departAt":"2027-01-01T00:00:00Z","arriveAt":"2027-01-01T06:00:00Z"})"},
        {"POST /v1/cases/{id}/advice", {"/v1/cases/HERS/advice"}, "{" + id + R"("advice":"none"})"},
        {"POST /v1/cases/{id}/her-record",
         {"/v1/cases/" + nobodys + "/her-record"},
         R"({"commandId":"UUID"})"},
    };
}

std::vector<Door> of_the_directory() {
    return {
        {"POST /v1/directory/changes",
         {"/v1/directory/changes"},
         R"({"expectedRevision":"999999","why":"edited",)"
         R"("removed":[{"kind":"organization","id":"house-health"}]})"},
        {"PUT /v1/directory",
         {"/v1/directory"},
         R"({"directory":{"people":[{"id":"x","organization":"none"}]}})"},
        {"POST /v1/rosters/{id}/changes",
         {"/v1/rosters/ROSTER/changes"},
         R"({"expectedRevision":"999999","removeLayer":"none"})"},
        {"POST /v1/absences",
         {"/v1/absences"},
         R"({"expectedRevision":"999999","removeAbsence":"none"})"},
        {"POST /v1/rosters/{id}/calendars/{calendar}/check",
         {"/v1/rosters/ROSTER/calendars/none/check"},
         "{}"},
        {"PUT /v1/rosters/{id}/calendars/{calendar}",
         {"/v1/rosters/none/calendars/none"},
         R"({"address":"https://calendar.example/one.ics"})"},
        {"POST /v1/rosters/{id}/calendars/{calendar}/remove",
         {"/v1/rosters/ROSTER/calendars/none/remove"},
         "{}"},
        {"POST /v1/match",
         {"/v1/match"},
         R"({"alert":{"alertId":"UUID","territory":"97-none","languages":["fr"],)"
         R"("needs":[{"need":"immediate_care"}]}})"},
        {"POST /v1/beds/plan",
         {"/v1/beds/plan"},
         R"({"guests":[{"id":"a"}],"apart":[{"guests":["a","nobody"]}]})"},
        {"POST /v1/beds/{organization}/commands",
         {"/v1/beds/house-shelter/commands"},
         "{" + id + R"("confirmHold":{"hold":")" + nobodys + "\"}}"},
        {"PUT /v1/listings/{id}",
         {"/v1/listings/none"},
         R"({"listing":{"id":"none"},"organization":"none","expectedVersion":"7"})"},
        {"POST /v1/listings/{id}/removal", {"/v1/listings/none/removal"}, "{}"},
        {"POST /v1/listings/{id}/assurance", {"/v1/listings/none/assurance"}, "{}"},
        {"POST /v1/calendar-addresses", {"/v1/calendar-addresses"}, R"({"roster":"none"})"},
        {"POST /v1/calendar-addresses/revoke",
         {"/v1/calendar-addresses/revoke"},
         R"({"roster":"none"})"},
        {"POST /hooks/receipts",
         {"/hooks/receipts"},
         R"({"messageId":"none","status":"delivered"})"},
        {"POST /v1/directory/assurances",
         {"/v1/directory/assurances"},
         R"({"entries":[{"kind":"person","id":"none"}]})"},
    };
}

std::vector<Door> of_the_fund() {
    return {
        {"POST /v1/fund/requests",
         {"/v1/fund/requests"},
         R"({"request":"REQUEST","expense":"taxi","amount":"9.00"})"},
        {"POST /v1/fund/commands",
         {"/v1/fund/commands"},
         R"({"id":"UUID","command":{"approveRequest":{"request":"REQUEST",)"
         R"("seen":{"cents":"4117"},"vendor":"cab"}}})"},
        {"PUT /v1/fund/settings",
         {"/v1/fund/settings"},
         R"({"settings":{},"expectedRevision":"999999","why":"edited"})"},
        {"POST /v1/fund/requests/{id}/vouchers",
         {"/v1/fund/requests/REQUEST/vouchers"},
         R"({"id":"UUID","amount":"9000.00"})"},
        {"POST /v1/fund/requests/{id}/evidence",
         {"/v1/fund/requests/REQUEST/evidence?id=" + nobodys + "&amount=41.17"},
         "no paper",
         false,
         "application/octet-stream"},
        {"POST /v1/fund/vouchers/{number}/redemption",
         {"/v1/fund/vouchers/AAAA-AAAA/redemption"},
         R"({"code":"none","amount":"9.00"})"},
        {"POST /v1/vouchers/{number}/redemption",
         {"/v1/vouchers/AAAA-AAAA/redemption"},
         R"({"code":"none","amount":"9.00"})"},
        {"POST /v1/fund/deposits",
         {"/v1/fund/deposits?id=" + nobodys + "&source=none&amount=5.00&day=2026-01-01"},
         "no paper",
         false,
         "application/octet-stream"},
        {"POST /v1/fund/periods", {"/v1/fund/periods"}, R"({"id":"UUID","month":"2099-01"})"},
        {"POST /v1/fund/statements",
         {"/v1/fund/statements?id=" + nobodys},
         "a;b",
         false,
         "application/octet-stream"},
    };
}

std::vector<Door> forms() {
    return {
        {"POST /sign-in", {"/sign-in"}, "code=none"},
        {"POST /a/{token}", {"/a/none"}, "answer=accept"},
        {"POST /alert",
         {"/alert"},
         "alert_id=UUID&territory=97-none&language=fr&need=legal_help&age_band=unknown"},
        {"POST /cases/{id}/her-record", {"/cases/" + nobodys + "/her-record"}, "command=UUID"},
        {"POST /match", {"/match"}, "territory=97-none&need=immediate_care"},
        {"POST /access", {"/access"}, "command=UUID&id=HERS&reading=9999"},
        {"POST /rosters/{id}/change",
         {"/rosters/none/change"},
         "what=remove_layer&layer=none&revision=1"},
        {"POST /rosters/{id}/calendar-address", {"/rosters/none/calendar-address"}, "renew=1"},
        {"POST /away", {"/away"}, "what=absence&from=2027-01-02T00:00&until=2027-01-01T00:00"},
        {"POST /directory/{kind}/new",
         {"/directory/person/new"},
         "revision=999999&id=health-comes&organization=none"},
        {"POST /directory/{kind}/{id}/edit",
         {"/directory/person/health-comes/edit"},
         "revision=999999&organization=none"},
        {"POST /directory/{kind}/{id}/assure", {"/directory/person/none/assure"}, "from=list"},
        {"POST /beds",
         {"/beds"},
         "organization=house-shelter&what=confirm&command=UUID&hold=" + nobodys},
        {"POST /listings/{id}", {"/listings/none"}, "assure=1"},
        {"POST /cases/{id}", {"/cases/CASE"}, "command=UUID&action=answer&page=none&answer=accept"},
        {"POST /cases/{id}/safe-contact",
         {"/cases/TWIN/safe-contact"},
         "command=UUID&safe_way_1=telephone&safe_value_1=514-000"},
        {"POST /cases/{id}/advice", {"/cases/HERS/advice"}, "command=UUID&advice=none"},
        {"POST /cases/{id}/relocation",
         {"/cases/TWIN/relocation"},
         "command=UUID&destination=elsewhere&receiving=receiving-rita&depart=2027-01-01T00:00&"
         "arrive=2027-01-01T06:00"},
    };
}

std::vector<Door> forms_of_the_fund() {
    return {
        {"POST /cases/{id}/fund", {"/cases/CASE/fund"}, "request=REQUEST&expense=taxi&amount=9.00"},
        {"POST /fund", {"/fund"}, "do=settle_flag&command=UUID&flag=none&outcome=right"},
        {"POST /fund/requests/{id}",
         {"/fund/requests/REQUEST"},
         "do=approve&command=UUID&seen=4117&vendor=cab"},
        {"POST /fund/requests/{id}/notes",
         {"/fund/requests/" + nobodys + "/notes"},
         "command=UUID"},
        {"POST /fund/requests/{id}/evidence",
         {"/fund/requests/REQUEST/evidence"},
         "command=UUID&amount=41.17"},
        {"POST /fund/months", {"/fund/months"}, "do=close&command=UUID&month=2099-01"},
        {"POST /fund/deposits",
         {"/fund/deposits"},
         "command=UUID&source=none&amount=5.00&day=2026-01-01"},
        {"POST /fund/bank", {"/fund/bank"}, "command=UUID"},
        {"POST /v/{number}", {"/v/AAAA-AAAA"}, "code=none&amount=9.00"},
    };
}

}  // namespace

const std::vector<Door>& refused_doors() {
    static const std::vector<Door> all = [] {
        std::vector<Door> doors;
        for (const auto& some :
             {of_cases(), of_the_directory(), of_the_fund(), forms(), forms_of_the_fund()})
            doors.insert(doors.end(), some.begin(), some.end());
        return doors;
    }();
    return all;
}

}  // namespace relais::gateway
