// A voucher on paper, for whoever asked and who keeps the fund; and where its holder redeems it,
// without signing in. Looking changes nothing, and says nothing of a number.
#include "common/http/caller.hpp"
#include "services/gateway/screens/fund/fund_house.hpp"
#include "services/gateway/screens/fund/voucher_screen.hpp"
#include "services/gateway/screens/print_screen.hpp"

namespace relais::gateway::screens {
namespace {

awaitable<http::Response> show_paper(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const auto& account = visitor->account;
    const auto look = look_of(*house, *visitor);
    const View view = fund_view_of(*house, request, *visitor, look);
    const auto& fund = house->ports().fund;
    const auto paper = fund.desk->voucher("", request.params["number"], view.language, account);
    if (!paper) co_return house->refused(request, paper.error(), account.language());
    auto response = house->screen(request, Frame{}, {});
    response.body = printed(
        view, view.say("voucher.title"),
        voucher_paper_view(view, *paper, fund.qr(paper->address()),
                           house->ports().settings.emergency_telephone),
        PrintStyle::linked, {},
        {.href = "/fund/requests/" + paper->request(), .words = view.say("fund.back_to_request")});
    co_return response;
}

http::Response redeem_screen(const House& house, const http::Request& request, const View& view,
                             const std::string& inside, unsigned status) {
    Frame frame;
    frame.language = view.language;
    frame.title = view.say("frame.name");
    frame.kind = "answer";
    frame.path = request.path;
    frame.script = false;
    return house.screen(request, frame, inside, status);
}

awaitable<http::Response> show_redeem(HousePtr house, http::Request request) {
    const View view = house->view(request);
    co_return redeem_screen(*house, request, view,
                            redeem_view(view, {.number = request.params["number"]}), 200);
}

// A browser must come from our own screen: nobody else's form tries codes from it.
awaitable<http::Response> redeem(HousePtr house, http::Request request) {
    if (!house->ports().door.from_our_screens(request))
        co_return house->refused(request, Refused{.status = 403, .code = "csrf"});
    const View view = house->view(request);
    const auto form = http::parse_form(request.body).value_or(http::Fields{});
    RedeemScreen screen{.number = request.params["number"],
                        .code = value_of(form, "code"),
                        .amount = value_of(form, "amount")};
    const auto redeemed = co_await house->ports().fund.desk->redeem(
        {.number = screen.number, .code = screen.code, .amount = screen.amount},
        http::caller_of(request), view.language);
    if (redeemed)
        co_return redeem_screen(*house, request, view, redeemed_view(view, *redeemed), 200);
    const auto& refused = redeemed.error();
    if (refused.status >= 500) co_return house->refused(request, refused);
    screen.notice = refused_words(view, refused, {screen.amount});
    screen.asks = may_try_again(refused);
    co_return redeem_screen(*house, request, view, redeem_view(view, screen), refused.status);
}

}  // namespace

void add_voucher_routes(const HousePtr& house, Routes& routes) {
    if (house->ports().fund.desk == nullptr) return;
    using http::Method;
    routes.push_back({Method::get, "/fund/vouchers/{number}", 0,
                      [house](http::Request request) { return show_paper(house, request); }});
    routes.push_back({Method::get, "/v/{number}", 0,
                      [house](http::Request request) { return show_redeem(house, request); }});
    routes.push_back({Method::post, "/v/{number}", small_form_bytes_max,
                      [house](http::Request request) { return redeem(house, request); }});
}

}  // namespace relais::gateway::screens
