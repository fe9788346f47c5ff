#include "services/notifier/sandbox.hpp"

namespace relais::notifier {
namespace {

// About a week of the busiest real calls we know; older drills are no use to anybody.
constexpr const char* messages_kept = "50000";

}  // namespace

boost::asio::awaitable<Handed> Sandbox::send(Outgoing outgoing) {
    v1::SandboxMessage kept;
    kept.set_id(outgoing.message.id());
    kept.set_person(outgoing.message.person());
    kept.set_label(outgoing.address.address());
    kept.set_text(outgoing.text);
    kept.set_link(outgoing.link);
    kept.set_code(outgoing.message.code());
    kept.set_kind(outgoing.message.kind());
    kept.set_at_ms(to_ms(clock_.now()));
    kept.set_page(outgoing.message.page());
    const auto added =
        co_await client_.call({"XADD", std::string(store::sandbox_key), "MAXLEN", "~",
                               messages_kept, "*", "b", kept.SerializeAsString()});
    if (!added) co_return Handed{.try_again = true, .fault = "store_away"};
    co_return Handed{.over = true};
}

}  // namespace relais::notifier
