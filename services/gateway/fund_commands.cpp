#include "services/gateway/fund_commands.hpp"

#include "common/base/ids.hpp"
#include "common/domain/fund/fund_rules.hpp"
#include "services/gateway/codes.hpp"
#include "services/gateway/limits.hpp"

namespace relais::gateway {
namespace {

using Command = v1::FundCommand;

std::unexpected<Refused> no(std::string detail) {
    return std::unexpected(
        Refused{.status = 400, .code = "invalid_field", .detail = std::move(detail)});
}

bool has_own_door(Command::BodyCase body) {
    return body == Command::kRequestFunds || body == Command::kIssueVoucher ||
           body == Command::kRedeemVoucher || body == Command::kReadStatement ||
           body == Command::kClosePeriod || body == Command::kPutSettings;
}

// A file comes by its own address, where it is looked at and sealed.
Answered<void> check_evidence(const v1::FundEvidence& evidence) {
    if (!evidence.content().empty() || evidence.size() > 0 || evidence.key() > 0 ||
        evidence.type() != v1::FundEvidence::none)
        return no("addEvidence.evidence: a file has its own address");
    return {};
}

}  // namespace

v1::Sealed* note_of(Command& command) {
    if (command.has_refuse_request()) return command.mutable_refuse_request()->mutable_note();
    if (command.has_tell_payment()) return command.mutable_tell_payment()->mutable_reference();
    if (command.has_refund_payment()) return command.mutable_refund_payment()->mutable_note();
    if (command.has_add_evidence())
        return command.mutable_add_evidence()->mutable_evidence()->mutable_note();
    if (command.has_write_off()) return command.mutable_write_off()->mutable_note();
    if (command.has_correct_transfer()) return command.mutable_correct_transfer()->mutable_note();
    if (command.has_settle_flag()) return command.mutable_settle_flag()->mutable_note();
    return nullptr;
}

// Only of what whoever asked may say herself: everything else is for who keeps the fund.
std::string request_named(const Command& command) {
    if (command.has_tell_payer()) return command.tell_payer().request();
    if (command.has_void_request()) return command.void_request().request();
    if (command.has_add_evidence()) return command.add_evidence().evidence().request();
    return {};
}

Answered<void> check_fund_wish(const FundWish& wish) {
    if (wish.id.empty())
        return std::unexpected(Refused{.status = 400, .code = "missing_field", .detail = "id"});
    if (!canonical_uuid(wish.id)) return no("id: a UUID");
    const auto body = wish.command.body_case();
    if (body == Command::BODY_NOT_SET)
        return std::unexpected(
            Refused{.status = 400, .code = "missing_field", .detail = "command"});
    if (has_own_door(body)) return no("command: it has its own address");
    if (wish.note.size() > limits::note_characters * 4) return no("note: too long");
    auto copy = wish.command;
    const auto* place = note_of(copy);
    if (place == nullptr && !wish.note.empty()) return no("note: this command has none");
    if (place != nullptr && (!place->box().empty() || place->key() != 0))
        return no("note: it is given in clear");
    if (body == Command::kAddEvidence)
        return check_evidence(wish.command.add_evidence().evidence());
    if (body == Command::kCorrectTransfer &&
        !is_code(wish.command.correct_transfer().why(), limits::reason_bytes))
        return no("correctTransfer.why: a code, never free text");
    if (const auto& why = wish.command.unmatch_line().why();
        !why.empty() && !is_code(why, limits::reason_bytes))
        return no("unmatchLine.why: a code, never free text");
    if (wish.command.receive_funding().has_paper())
        return no("receiveFunding.paper: it is given as a file");
    for (const auto* reference : {&wish.command.receive_funding().reference(),
                                  &wish.command.give_back_funding().reference()})
        if (!reference->empty() && !domain::is_fund_id(*reference))
            return no("reference: a code of the agreement, never free text");
    return {};
}

}  // namespace relais::gateway
