// Who was called for what, and what became of it: a sheet that is kept from the events alone, so
// that a law never asks the core what the core did.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/domain/case.hpp"

namespace relais::test {

enum class Standing {
    waiting,
    coming,
    there,
    done,
    late,  // she did not come when she had said, and is still expected
    said_no,
    unreachable,
    sent_home,
};

// One page, by the ladder or by hand.
struct Call {
    std::string person;
    v1::Need::Kind need = v1::Need::unknown;
    std::uint32_t rung = 0;
    std::uint32_t round = 0;
    std::uint32_t life = 0;
    bool copy = false;
    bool reached = false;  // a channel took it
    Standing standing = Standing::waiting;
    std::uint32_t reminders = 0;  // since she last said that she comes
    Instant reminded_at{};

    [[nodiscard]] bool counts() const {
        return standing == Standing::coming || standing == Standing::there ||
               standing == Standing::done;
    }
};

// One need, as whoever reads the history knows it.
struct Wanted {
    v1::Sector::Code sector = v1::Sector::unknown;
    v1::ConsentBasis::Code basis = v1::ConsentBasis::unknown;
    std::string ladder;
    std::size_t quota = 1;  // by the directory that stood when it opened
    bool mandatory = false;
    bool awaiting = false;  // her consent
    bool open = true;
    bool settled = false;
    std::string by_hand;                  // who took it by her own hand
    std::uint32_t round = 0;              // of its ladder
    std::uint32_t life = 0;               // after an outcome another one begins
    bool may_go_back = false;             // a rule was set aside: its ladder is climbed once more
    std::optional<v1::RungReached> last;  // of this round
    Instant last_at{};
    std::set<std::string> sent_home;  // since it was last wanted
};

class Calls {
public:
    // After the laws have looked at it.
    void note(const v1::Event& event, const domain::CaseState& after,
              const domain::Directory& directory);

    [[nodiscard]] const Call* call(const std::string& page) const;
    [[nodiscard]] const Wanted* wanted(v1::Need::Kind need) const;
    [[nodiscard]] const std::map<std::string, Call>& all() const { return calls_; }
    [[nodiscard]] const std::map<v1::Need::Kind, Wanted>& needs() const { return needs_; }
    // Of those that count in this life of the need.
    [[nodiscard]] std::size_t coming(v1::Need::Kind need) const;
    [[nodiscard]] bool of_this_life(const Call& call) const;
    [[nodiscard]] const std::vector<v1::Exclusion>& exclusions() const { return exclusions_; }
    // By a rule of this alert, or of one that was merged into it.
    [[nodiscard]] bool mandatory(v1::Need::Kind need) const;
    [[nodiscard]] bool over() const { return closed_ || merged_; }

private:
    void note_case(const v1::Event& event);
    void note_need(const v1::Event& event, const domain::CaseState& after);
    void note_page(const v1::Event& event);
    void note_answer(const v1::PageAnswered& answered);
    void open(const v1::NeedOpened& opened, const domain::Directory& directory);
    void reach(const v1::Event& event);
    void add(const std::string& page, const std::string& person, v1::Need::Kind need, bool copy);
    void await_consent(const v1::Event& event, const domain::CaseState& after);
    static void start_again(Wanted& need);
    static void settle(Wanted& need);

    std::map<std::string, Call> calls_;
    std::map<v1::Need::Kind, Wanted> needs_;
    std::vector<v1::Exclusion> exclusions_;
    std::map<std::string, std::set<v1::Need::Kind>> by_another_;  // mandatory there; by the alert
    bool closed_ = false;
    bool merged_ = false;
};

}  // namespace relais::test
