// How the screens of the fund speak: amounts, what is asked for, how a request stands, by which
// rule one signs. Names of vendors and people are said only where the look holds them.
#pragma once

#include <string>
#include <vector>

#include "common/domain/fund/fund_sight.hpp"
#include "relais/v1/fund_reading.pb.h"
#include "services/gateway/screens/template.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

// Who looks at the fund, and as much of it as she may see.
struct FundLook {
    domain::FundSight sight = {};
    v1::FundSettings settings = {};
    NameOf vendor = {};  // what it is called; unset: she is not told
    NameOf person = {};  // unset: nobody is named
    Forms forms = {};
    std::string back = "/fund";  // where a form of a card leads

    [[nodiscard]] bool sees(domain::FundPart::Code part) const { return sight.sees(part); }
    [[nodiscard]] bool may(v1::FundCommand::BodyCase command) const { return sight.may(command); }
    [[nodiscard]] const std::string& me() const { return sight.who().person; }
};

struct FundMark {
    const char* state;  // class
    const char* glyph;
};

[[nodiscard]] std::string money_of(const View& view, std::int64_t cents);
[[nodiscard]] std::int64_t ms_of(const google::protobuf::Timestamp& stamp);
// "Taxi", "Nuit d’hôtel × 2".
[[nodiscard]] std::string what_of(const View& view, const v1::FundRequestView& request);
// What the settings call it; the code itself where they do not say.
[[nodiscard]] std::string expense_words(const View& view, const FundLook& look,
                                        const std::string& code);
[[nodiscard]] std::string source_words(const View& view, const FundLook& look,
                                       const std::string& id);
[[nodiscard]] std::string payer_words(const View& view, const FundLook& look,
                                      const std::string& id);
// As the first of its sources is called: a funder has no other name here.
[[nodiscard]] std::string funder_words(const View& view, const FundLook& look,
                                       const std::string& id);
// Empty: she is not told.
[[nodiscard]] std::string vendor_words(const FundLook& look, const std::string& id);

[[nodiscard]] FundMark mark_of(const v1::FundRequestView& request);
[[nodiscard]] std::string state_words(const View& view, const FundLook& look,
                                      const v1::FundRequestView& request);
// Why it was refused or voided, in words; empty: it was not, or nobody said why.
[[nodiscard]] std::string end_words(const View& view, const v1::FundRequestView& request);
// By which rule she may sign it now, said to her; why not, else; empty when it waits for nobody.
[[nodiscard]] std::string signing_words(const View& view, const FundLook& look,
                                        const v1::FundRequestView& request);
// The paper that a payment is made by, while the vendor has not told of it; empty: none.
[[nodiscard]] std::string open_voucher(const v1::FundRequestView& request);
// After too many wrong codes: it is good for nothing, and another is needed.
[[nodiscard]] bool voucher_is_locked(const v1::FundRequestView& request);
// The open one, while it may be shown to a vendor; empty: none.
[[nodiscard]] std::string good_voucher(const v1::FundRequestView& request);
// How it stands, in a word or two, in the middle of a sentence: "en attente".
[[nodiscard]] std::string stands_words(const View& view, v1::FundRequest::State state);
// "Ressemble à la demande de 2 h 10 : 40 $, en attente".
[[nodiscard]] std::string alike_words(const View& view, const v1::FundAlike& alike);
// What stands behind a code that somebody chose once; the code itself where it has no words.
[[nodiscard]] std::string code_words(const View& view, const std::string& section,
                                     const std::string& code);
// What was said of an instant, by its time alone while that says which day.
[[nodiscard]] std::string by_time(const View& view, const std::string& key, std::int64_t at_ms,
                                  words::Arguments arguments = {});
// Whether it still waits for a signature or an answer before anything is sent.
[[nodiscard]] bool waits(const v1::FundRequestView& request);

// A choice of a list.
struct Choice {
    std::string value = {};
    std::string words = {};
    bool chosen = false;
    std::string group = {};  // under a heading of its own, with its neighbours; empty: under none
};
using Choices = std::vector<Choice>;
[[nodiscard]] Data choice_data(const Choices& choices);
// Names, as people look for them.
[[nodiscard]] Choices sorted(const View& view, Choices choices);
// The values of an enumeration from the first that says something: words under "<section>.<name>".
[[nodiscard]] Choices choices_of(const View& view, const google::protobuf::EnumDescriptor* codes,
                                 const std::string& section, int from = 1);
// Vendors that the fund may pay for this; the one chosen first.
[[nodiscard]] Choices vendors_for(const FundLook& look, const v1::FundRequestView& request);

}  // namespace relais::gateway::screens
