// Asking the fund, from a case: what is chosen first, large; then how many, for how many people,
// and one button. An amount is asked for only where no list says it; nothing has to be written.
// Below stand her requests of this case and how each of them stands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/http/message.hpp"
#include "services/gateway/desk.hpp"
#include "services/gateway/screens/fund/speaking.hpp"

namespace relais::gateway::screens {

// What she typed, as it comes back to her when it was not taken.
struct AskForm {
    std::string request = {};  // UUID: a second tap is the same request
    std::string expense = {};
    std::uint32_t quantity = 1;
    std::uint32_t household = 1;
    std::string amount = {};
    v1::FundRequest::Urgency urgency = v1::FundRequest::now;
    v1::FundFacts::Told criterion = v1::FundFacts::unknown;
    std::string note = {};
    std::string advance_to = {};  // of the staff
    // What stood on her screen of the same thing, when she sent it: ids, a space between.
    std::string seen = {};
};
[[nodiscard]] AskForm read_ask_form(const http::Fields& fields);
[[nodiscard]] v1::FundAsking asking_of(const AskForm& form, const std::string& case_id);

// What the case asked and the fund does not show: it has not taken it up yet, or a rule said no.
struct HeardRequest {
    std::string what;
    FundMark mark;
    std::string words;
};
[[nodiscard]] std::vector<HeardRequest> heard_of(const View& view, const FundLook& look,
                                                 const CaseReading& reading,
                                                 const v1::FundRequests& known);

// The same expense, asked for this case not long ago and not over: maybe the same thing twice,
// maybe a second one that is needed. Whoever may ask for the case is told what, when and how it
// stands.
struct AskedBefore {
    std::string request;
    std::string words;  // "Taxi, 40 $, demandé à 2 h 10, en attente"
};
[[nodiscard]] std::vector<AskedBefore> asked_before(const View& view, const FundLook& look,
                                                    const CaseReading& reading,
                                                    const AskForm& form);
// What a form that was sent already has made: sent again after "back", it is still that one.
[[nodiscard]] std::optional<AskedBefore> made_by(const View& view, const FundLook& look,
                                                 const CaseReading& reading,
                                                 const std::string& request);
// Something that came since she looked: she sees it before hers is sent.
[[nodiscard]] bool unseen(const std::vector<AskedBefore>& before, const AskForm& form);

struct AskScreen {
    std::string case_id = {};
    std::string code = {};
    AskForm form = {};
    std::string fresh = {};  // UUID: under which one more is asked, on purpose
    std::vector<AskedBefore> before = {};
    std::optional<AskedBefore> already = {};  // made by this form
    Choices colleagues = {};  // who may be given an advance; empty: she who asks gives none
    bool may_ask = true;      // false: the case is closed, or she may not
    bool closed = false;      // the case, maybe while she was typing: it is said, hers is kept
    bool typed = false;       // the form holds what she sent, and it was not taken
    bool asked = false;       // just now
    std::string notice = {};  // why it was not taken; empty: it was, or nothing was sent
    v1::FundRequests requests = {};
    std::vector<HeardRequest> heard = {};
};
[[nodiscard]] std::string ask_view(const View& view, const FundLook& look, const AskScreen& screen);

// On the screen of a case: a way to ask, and its requests, so that one tap signs.
struct CaseFund {
    std::string case_id;
    bool may_ask = false;
    v1::FundRequests requests = {};
    std::vector<HeardRequest> heard = {};
};
[[nodiscard]] std::string case_fund_view(const View& view, const FundLook& look,
                                         const CaseFund& fund);

}  // namespace relais::gateway::screens
