#include "services/gateway/screens/fund/voucher_screen.hpp"

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/fund/speaking.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

// "V4K7M2PQ" in groups of four, as one reads it aloud; what has its own groups keeps them.
std::string grouped(const std::string& code) {
    if (code.contains('-') || code.contains(' ')) return code;
    std::string out;
    for (std::size_t at = 0; at < code.size(); ++at) {
        if (at > 0 && at % 4 == 0) out += ' ';
        out += code[at];
    }
    return out;
}

bool over(v1::FundVoucher::State state) {
    return state == v1::FundVoucher::redeemed || state == v1::FundVoucher::voided ||
           state == v1::FundVoucher::expired || state == v1::FundVoucher::locked;
}

}  // namespace

std::string voucher_paper_view(const View& view, const v1::VoucherPaper& paper,
                               const std::string& qr, const std::string& telephone) {
    Data data = object();
    data.set("number", paper.number());
    data.set("code", grouped(paper.code()));
    data.set("has_code", !paper.code().empty());
    data.set("what", paper.words());
    data.set("most", money_of(view, paper.cents()));
    data.set("until", view.moment(ms_of(paper.until())));
    data.set("address", paper.address());
    data.set("has_qr", !qr.empty());
    data.set("qr", qr);
    data.set("by_phone", !telephone.empty());
    data.set("phone", view.say("voucher.step_phone", {{"telephone", telephone}}));
    data.set("over", over(paper.state()));
    if (over(paper.state()))
        data.set("over_words", view.say("voucher." + v1::FundVoucher::State_Name(paper.state())));
    return fill(view.words, view.language, embedded::fund_voucher_mustache(), std::move(data));
}

std::string redeem_view(const View& view, const RedeemScreen& screen) {
    Data data = object();
    data.set("number", screen.number);
    data.set("code", screen.code);
    data.set("amount", screen.amount);
    data.set("asks", screen.asks);
    data.set("done", false);
    if (!screen.notice.empty()) data.set("notice", screen.notice);
    return fill(view.words, view.language, embedded::fund_redeem_mustache(), std::move(data));
}

std::string redeemed_view(const View& view, const v1::VoucherPaper& paper) {
    Data data = object();
    data.set("number", paper.number());
    data.set("asks", false);
    data.set("done", true);
    data.set("next", view.say("voucher.thanks_next", {{"total", money_of(view, paper.cents())}}));
    return fill(view.words, view.language, embedded::fund_redeem_mustache(), std::move(data));
}

bool may_try_again(const Refused& refused) {
    return refused.code != "voucher_used" && refused.code != "voucher_over" &&
           refused.code != "voucher_locked";
}

}  // namespace relais::gateway::screens
