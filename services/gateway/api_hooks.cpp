// Call-backs: what a channel learned of a message after it took it. Signed, or nothing happens.
#include <charconv>

#include <google/protobuf/struct.pb.h>

#include "common/base/ids.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/codes.hpp"
#include "services/gateway/limits.hpp"
#include "services/gateway/standard_webhook.hpp"

namespace relais::gateway {
namespace {

struct Receipt {
    std::string message_id;  // page id/way
    std::string page;
    std::string case_uuid;
    std::uint32_t way = 0;
    bool failed = false;
    std::string fault;
};

constexpr std::size_t fault_bytes_max = 64;

Answered<Receipt> receipt_of(const http::Request& request) {
    const auto invalid = [](std::string field) {
        return std::unexpected(
            Refused{.status = 400, .code = "invalid_field", .detail = std::move(field)});
    };
    google::protobuf::Struct body;
    if (auto read = read_body(request, body); !read) return std::unexpected(read.error());
    const auto text = [&](const char* name) {
        const auto found = body.fields().find(name);
        return found == body.fields().end() ? std::string{} : found->second.string_value();
    };
    Receipt receipt{.message_id = text("messageId"), .page = {}, .case_uuid = {}, .fault = {}};
    const auto slash = receipt.message_id.rfind('/');
    if (slash == std::string::npos) return invalid("messageId");
    receipt.page = receipt.message_id.substr(0, slash);
    const auto parts = parse_page_id(receipt.page);
    const char* const end = receipt.message_id.data() + receipt.message_id.size();
    const auto way = std::from_chars(receipt.message_id.data() + slash + 1, end, receipt.way);
    if (!parts || way.ec != std::errc{} || way.ptr != end) return invalid("messageId");
    receipt.case_uuid = parts->case_uuid;
    const std::string status = text("status");
    if (status != "delivered" && status != "failed") return invalid("status");
    receipt.failed = status == "failed";
    receipt.fault = text("fault").empty() ? "receipt_failed" : text("fault");
    if (!is_code(receipt.fault, fault_bytes_max)) return invalid("fault: a code");
    return receipt;
}

awaitable<Answered<http::Response>> take_receipt(ApiPorts& ports, const http::Request& request) {
    const auto now_ms = to_ms(ports.clock.now());
    switch (check_signature(ports.config.receipt_secret, request, now_ms / 1000)) {
        case Signature::missing:
            co_return std::unexpected(Refused{.status = 401, .code = "signature_missing"});
        case Signature::wrong:
            co_return std::unexpected(Refused{.status = 401, .code = "signature_wrong"});
        case Signature::right:
            break;
    }
    const auto receipt = receipt_of(request);
    if (!receipt) co_return std::unexpected(receipt.error());
    ports.metrics.count("relais_receipts_total",
                        receipt->failed ? "status=\"failed\"" : "status=\"delivered\"");
    if (!receipt->failed) co_return http::Response{.status = 204};  // handed over: known already
    v1::Command command;
    command.set_command_id("receipt/" + receipt->message_id);
    command.set_aggregate("case/" + receipt->case_uuid);
    command.mutable_actor()->set_role(v1::Role::system);
    command.set_issued_ms(now_ms);
    auto& failed = *command.mutable_report_undelivered();
    failed.set_page(receipt->page);
    failed.set_way(receipt->way);
    failed.set_message_id(receipt->message_id);
    failed.set_fault(receipt->fault);
    const std::string hash(as_text(ports.secret.hash("receipt", receipt->message_id)));
    const auto decided = co_await ports.submitter.submit(std::move(command), hash);
    if (!decided) co_return std::unexpected(decided.error());
    co_return http::Response{.status = 204};
}

}  // namespace

void add_hook_routes(Routes& routes, ApiPorts& ports) {
    routes.push_back({http::Method::post, "/hooks/receipts", limits::receipt_bytes,
                      [&ports](http::Request request) -> awaitable<http::Response> {
                          auto response = co_await take_receipt(ports, request);
                          if (!response) co_return ports.problems.answer(response.error(), request);
                          co_return std::move(*response);
                      }});
}

}  // namespace relais::gateway
