// The desk at the other doors of a case: what comes in clear and is sealed here, the cases in which
// somebody has a part, and what can be given to the person herself.
#include <algorithm>
#include <array>

#include "common/base/ids.hpp"
#include "services/gateway/case_list.hpp"
#include "services/gateway/characters.hpp"
#include "services/gateway/codes.hpp"
#include "services/gateway/desk_impl.hpp"
#include "services/gateway/limits.hpp"
#include "services/gateway/problem.hpp"
#include "services/gateway/safe_contact.hpp"
#include "services/gateway/sessions.hpp"

namespace relais::gateway {
namespace {

std::unexpected<Refused> invalid(std::string detail, unsigned status = 400) {
    return std::unexpected(
        Refused{.status = status, .code = "invalid_field", .detail = std::move(detail)});
}

// Of what is told on one telephone call: an instant, or nothing that could be one.
std::int64_t ms_of(const google::protobuf::Timestamp& at) {
    const std::int64_t most = limits::plan_ms / 1'000;
    if (at.seconds() < 0 || at.seconds() > most) return -1;
    return at.seconds() * 1'000 + at.nanos() / 1'000'000;
}

Answered<std::string> safe_text(const v1::SafeContactTelling& told) {
    if (told.has_safe_contact() && !told.text().empty())
        return invalid("safeContact: either this or text, not both", 422);
    if (told.has_safe_contact()) {
        if (auto good = check_safe_contact(told.safe_contact(), "safeContact"); !good)
            return std::unexpected(good.error());
        return sealable(told.safe_contact());
    }
    if (told.text().empty() || characters(told.text()) > limits::safe_contact_characters)
        return invalid("safeContact", 422);
    return told.text();
}

// Her page that still waits for her answer, if there is one.
const std::string* waiting_page(const domain::CaseState& state, const std::string& person) {
    if (state.closed) return nullptr;
    for (const auto& need : state.needs)
        for (const auto& [id, page] : need.pages)
            if (page.person == person && page.waiting() && !need.settled()) return &id;
    return nullptr;
}

// Of her own record: what she said, and how she may be reached.
constexpr std::array of_hers{v1::SealedField::her_words, v1::SealedField::safe_contact};

}  // namespace

std::string DeskImpl::code_of(const std::string& case_id) { return case_code(secret_, case_id); }

Answered<v1::Sealed> DeskImpl::seal(const std::string& uuid, const std::string& id,
                                    const char* field, const std::string& text) {
    const auto key = keys_.take_key();
    if (!key) return std::unexpected(refused_for(key.error()));
    auto sealed = keys_.seal(*key, {"case/" + uuid, id, field}, text);
    if (!sealed) return std::unexpected(refused_for(sealed.error()));
    return std::move(*sealed);
}

awaitable<Answered<std::uint64_t>> DeskImpl::tell_safe_contact(std::string case_id,
                                                               v1::SafeContactTelling told,
                                                               v1::Account by) {
    const auto uuid = canonical_uuid(case_id);
    const auto id = canonical_uuid(told.command_id());
    if (!uuid) co_return std::unexpected(refused_for(v1::Rejection::case_unknown));
    if (!id) co_return invalid("commandId: a UUID");
    const auto text = safe_text(told);
    if (!text) co_return std::unexpected(text.error());
    // Over what she meant: sealing is different every time.
    const std::string hash = body_hash("safe contact", by.person() + "\n" + *uuid + "\n" + *text);
    auto sealed = seal(*uuid, "api/" + *id, "safe_contact", *text);
    if (!sealed) co_return std::unexpected(sealed.error());
    v1::Command command;
    command.set_command_id(*id);
    *command.mutable_tell_safe_contact()->mutable_safe_contact() = std::move(*sealed);
    co_return co_await ask_case(std::move(case_id), std::move(command), hash, std::move(by));
}

awaitable<Answered<std::uint64_t>> DeskImpl::give_advice(std::string case_id,
                                                         v1::AdviceTelling told, v1::Account by) {
    const auto uuid = canonical_uuid(case_id);
    const auto id = canonical_uuid(told.command_id());
    if (!uuid) co_return std::unexpected(refused_for(v1::Rejection::case_unknown));
    if (!id) co_return invalid("commandId: a UUID");
    if (told.advice().empty()) co_return invalid("advice", 422);
    if (characters(told.advice()) > limits::advice_characters)
        co_return invalid("advice: too long", 422);
    const std::string hash = body_hash("advice", by.person() + "\n" + *uuid + "\n" + told.advice());
    auto sealed = seal(*uuid, "api/" + *id, "advice", told.advice());
    if (!sealed) co_return std::unexpected(sealed.error());
    v1::Command command;
    command.set_command_id(*id);
    *command.mutable_give_advice()->mutable_advice() = std::move(*sealed);
    co_return co_await ask_case(std::move(case_id), std::move(command), hash, std::move(by));
}

awaitable<Answered<std::uint64_t>> DeskImpl::plan_relocation(std::string case_id,
                                                             v1::RelocationTelling told,
                                                             v1::Account by) {
    const auto uuid = canonical_uuid(case_id);
    const auto id = canonical_uuid(told.command_id());
    if (!uuid) co_return std::unexpected(refused_for(v1::Rejection::case_unknown));
    if (!id) co_return invalid("commandId: a UUID");
    if (told.destination().empty()) co_return invalid("destination", 422);
    if (characters(told.destination()) > limits::destination_characters)
        co_return invalid("destination: too long", 422);
    if (told.receiving().empty() || told.receiving().size() > limits::id_bytes)
        co_return invalid("receiving: a person of the directory", 422);
    if (!told.has_depart_at() || ms_of(told.depart_at()) < 0) co_return invalid("departAt", 422);
    if (!told.has_arrive_at() || ms_of(told.arrive_at()) < 0) co_return invalid("arriveAt", 422);
    const std::string hash =
        body_hash("relocation", by.person() + "\n" + *uuid + "\n" + told.SerializeAsString());
    auto sealed = seal(*uuid, "api/" + *id, "destination", told.destination());
    if (!sealed) co_return std::unexpected(sealed.error());
    v1::Command command;
    command.set_command_id(*id);
    auto& plan = *command.mutable_plan_relocation();
    *plan.mutable_destination() = std::move(*sealed);
    plan.set_receiving(told.receiving());
    plan.set_depart_ms(ms_of(told.depart_at()));
    plan.set_arrive_ms(ms_of(told.arrive_at()));
    co_return co_await ask_case(std::move(case_id), std::move(command), hash, std::move(by));
}

awaitable<Answered<std::string>> DeskImpl::other_case(std::string named, v1::Account by) {
    const auto unknown = refused_for(v1::Rejection::case_unknown);
    const auto uuid = canonical_uuid(named);
    const auto code = case_code_in(named);
    std::string id;
    const auto read = co_await each_summary([&](v1::CaseSummary summary) {
        if (uuid ? summary.case_id() != *uuid : summary.code() != code) return;
        const auto known = summary.case_id();
        const auto as = viewer(by, summary.territory());
        // To whoever sees nothing of it there is no such case.
        if (domain::cut(std::move(summary), as)) id = known;
    });
    if (!read) co_return std::unexpected(read.error());
    if (id.empty()) co_return std::unexpected(unknown);
    co_return id;
}

awaitable<Answered<OwnCase>> DeskImpl::own_case(std::string case_id, v1::Account by) {
    auto whole = co_await load_case(std::move(case_id));
    if (!whole) co_return std::unexpected(whole.error());
    OwnCase own{.case_id = whole->state.uuid(),
                .code = whole->state.code,
                .answer_path = {},
                .copy = false,
                .reading = {}};
    if (const auto* page = waiting_page(whole->state, by.person())) {
        own.answer_path = "/a/" + answer_token(secret_, *page);
        own.copy = whole->state.need_of_page(*page)->pages.at(*page).copy;
    }
    if (auto reading = seen_by(std::move(*whole), by)) own.reading = std::move(*reading);
    co_return own;
}

namespace {

// An alert of hers that is over stands with nobody.
bool is_hers(const v1::CaseSummary& summary, const v1::Account& by) {
    return has_part(summary, by) || (!summary.over() && raised_by(summary, by.person()));
}

}  // namespace

awaitable<Answered<std::vector<OwnCase>>> DeskImpl::own_among(
    std::vector<v1::CaseSummary> summaries, v1::Account by) {
    std::erase_if(summaries, [&](const auto& summary) { return !is_hers(summary, by); });
    std::ranges::sort(summaries, std::greater{}, &v1::CaseSummary::opened_ms);
    if (summaries.size() > limits::own_cases) summaries.resize(limits::own_cases);
    std::vector<OwnCase> all;
    for (const auto& summary : summaries) {
        auto own = co_await own_case(summary.case_id(), by);
        if (!own) co_return std::unexpected(own.error());
        // Her part may have ended since the list was written.
        if (own->reading || !own->answer_path.empty()) all.push_back(std::move(*own));
    }
    co_return all;
}

awaitable<Answered<std::vector<OwnCase>>> DeskImpl::own_cases(v1::Account by) {
    std::vector<v1::CaseSummary> parts;
    const auto read = co_await each_summary([&](v1::CaseSummary summary) {
        if (is_hers(summary, by)) parts.push_back(std::move(summary));
    });
    if (!read) co_return std::unexpected(read.error());
    co_return co_await own_among(std::move(parts), std::move(by));
}

awaitable<Answered<HerReading>> DeskImpl::read_for_her(std::string case_id, std::string command_id,
                                                       v1::Account by) {
    const auto id = canonical_uuid(command_id);
    if (!id) co_return invalid("commandId: a UUID");
    auto whole = co_await load_case(case_id);
    if (!whole) co_return std::unexpected(whole.error());
    const domain::Sight sight(viewer(by, whole->state.territory), whole->state);
    const bool follows = !by.person().empty() && whole->state.pivot == by.person();
    if (!sight.sees(domain::Field::pages) && !(follows && sight.any()))
        co_return std::unexpected(Refused{.status = 403, .code = "forbidden"});
    HerReading reading{.state = whole->state, .events = std::move(whole->events), .told = {}};
    for (const auto field : of_hers) {
        if (!whole->state.sealed.contains(field)) continue;
        v1::Command read;
        read.set_command_id(name_uuid(*id + "/" + v1::SealedField::Code_Name(field)));
        read.mutable_read_field()->set_field(field);
        read.mutable_read_field()->set_reason(v1::ReadingReason::she_asked);
        auto opened = co_await read_field(case_id, std::move(read), by);
        if (!opened) co_return std::unexpected(opened.error());
        reading.told.push_back({field, std::move(*opened)});
    }
    co_return reading;
}

}  // namespace relais::gateway
