// The desk at work: see desk.hpp. Clear text that must be sealed is sealed here, before anything
// leaves the process; who attests, who acts and when is written here, never taken from a caller.
#pragma once

#include <map>

#include "common/base/keyed_hash.hpp"
#include "common/domain/directory.hpp"
#include "common/runtime/metrics.hpp"
#include "common/store/live_directory.hpp"
#include "common/store/sealing.hpp"
#include "common/store/store.hpp"
#include "services/gateway/desk.hpp"
#include "services/gateway/submitter.hpp"

namespace relais::gateway {

class DeskImpl : public Desk {
public:
    DeskImpl(const Secret& secret, store::Store& store, const Clock& clock,
             store::LiveDirectory& directory, store::KeyRing& keys, Submitter& submitter,
             runtime::Metrics& metrics);

    awaitable<Answered<Raised>> raise_alert(v1::Alert alert, v1::Account by) override;
    awaitable<Answered<std::uint64_t>> command(std::string case_id, v1::Command command,
                                               v1::Account by) override;
    awaitable<Answered<std::uint64_t>> tell_safe_contact(std::string case_id,
                                                         v1::SafeContactTelling told,
                                                         v1::Account by) override;
    awaitable<Answered<std::uint64_t>> give_advice(std::string case_id, v1::AdviceTelling told,
                                                   v1::Account by) override;
    awaitable<Answered<std::uint64_t>> plan_relocation(std::string case_id,
                                                       v1::RelocationTelling told,
                                                       v1::Account by) override;
    awaitable<Answered<PageReading>> read_page(std::string token) override;
    awaitable<Answered<PageReading>> answer_page(std::string token, v1::AnswerPage said) override;
    awaitable<Answered<CaseReading>> read_case(std::string case_id, v1::Account by) override;
    awaitable<Answered<std::vector<domain::Askable>>> people_to_ask(std::string case_id,
                                                                    v1::Account by) override;
    awaitable<Answered<CasePage>> cases(CaseQuestion asked, v1::Account by) override;
    awaitable<Answered<std::vector<OwnCase>>> own_cases(v1::Account by) override;
    awaitable<Answered<HerReading>> read_for_her(std::string case_id, std::string command_id,
                                                 v1::Account by) override;
    awaitable<Answered<std::vector<v1::SandboxMessage>>> sandbox_messages(
        std::string after, std::size_t most) override;
    std::string name_of(const std::string& person) override;
    std::string code_of(const std::string& case_id) override;
    std::string telephone_of(const std::string& person) override;
    awaitable<Answered<Opened>> read_field(std::string case_id, v1::Command command,
                                           v1::Account by) override;
    awaitable<Answered<AccessLog>> access_log(std::string named, v1::Account by) override;
    awaitable<Answered<v1::ReviewPack>> review_pack(std::string case_id, v1::Account by) override;

    // A command of a case by whoever may ask it; the hash is over what she meant.
    [[nodiscard]] awaitable<Answered<std::uint64_t>> ask_case(std::string case_id,
                                                              v1::Command command, std::string hash,
                                                              v1::Account by);

private:
    struct PageInCase {
        std::string page;
        domain::CaseState state;
    };

    [[nodiscard]] Answered<v1::Command> alert_command(const v1::Alert& alert,
                                                      const v1::Account& by);
    [[nodiscard]] Answered<void> seal_texts(const v1::Alert& alert, v1::Command& command);
    // For the case's next command; `id` as it stands in the command.
    [[nodiscard]] Answered<v1::Sealed> seal(const std::string& uuid, const std::string& id,
                                            const char* field, const std::string& text);
    // Every case that there is, a page of the store at a time: between two, others are served.
    [[nodiscard]] awaitable<Answered<void>> each_summary(std::function<void(v1::CaseSummary)> take);
    // Another case, named by its id or its code, of which she sees something.
    [[nodiscard]] awaitable<Answered<std::string>> other_case(std::string named, v1::Account by);
    // She has broken as many seals within the hour, in all cases together, as in one she may. Of
    // one gateway, until it starts again: what one case must not forget is counted by the core.
    [[nodiscard]] bool broke_too_many(const std::string& person, const std::string& command);
    [[nodiscard]] awaitable<Answered<OwnCase>> own_case(std::string case_id, v1::Account by);
    // The newest of these; those in which she has no part any more are left out.
    [[nodiscard]] awaitable<Answered<std::vector<OwnCase>>> own_among(
        std::vector<v1::CaseSummary> summaries, v1::Account by);
    [[nodiscard]] Answered<CaseReading> seen_by(CaseReading whole, const v1::Account& by) const;
    [[nodiscard]] domain::Viewer viewer(const v1::Account& by, const std::string& territory) const;
    [[nodiscard]] Answered<v1::Command> reading_command(const std::string& uuid,
                                                        const v1::Command& command,
                                                        const v1::Account& by);
    // Where it lies, as the command says: with whose eyes of the case that it goes on in.
    [[nodiscard]] awaitable<Answered<std::string>> where_it_lies(std::string uuid,
                                                                 v1::ReadField& wish,
                                                                 const v1::Account& by);
    // Whole: only the desk itself looks at it.
    [[nodiscard]] awaitable<Answered<CaseReading>> load_case(std::string case_id);
    // As many as figures tell were in its territory within the year around it.
    [[nodiscard]] awaitable<Answered<bool>> many_cases_near(const domain::CaseState& state);
    [[nodiscard]] awaitable<Answered<PageInCase>> find_page(std::string token);
    [[nodiscard]] PageReading page_reading(const PageInCase& found) const;
    [[nodiscard]] PageReading page_alone(const domain::CaseState& state,
                                         const std::string& page) const;
    [[nodiscard]] std::string body_hash(std::string_view purpose, std::string_view body) const;

    const Secret& secret_;
    store::Store& store_;
    const Clock& clock_;
    store::LiveDirectory& directory_;
    store::KeyRing& keys_;
    Submitter& submitter_;
    runtime::Metrics& metrics_;
    std::map<std::string, std::map<std::string, Instant>> seals_broken_;  // by person, command
    std::uint64_t names_revision_ = 0;  // of the directory that names_ was read from
    std::unordered_map<std::string, std::string> names_;
};

}  // namespace relais::gateway
