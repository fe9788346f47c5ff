#include "common/http/client.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <unordered_set>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <curl/curl.h>
#include <unistd.h>

#include "common/base/check.hpp"
#include "common/http/address.hpp"

namespace relais::http {
namespace {

namespace asio = boost::asio;

// Bounds of what one client keeps open: a receiver that hangs holds its own connections only.
constexpr long connections_per_host_max = 64;
constexpr long connections_max = 512;
constexpr std::size_t handles_kept_max = 256;
constexpr std::size_t answer_head_bytes_max = 64u << 10;

using Done = std::move_only_function<void(Result<Answer>)>;

template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
    check(curl_easy_setopt(handle, option, value) == CURLE_OK, "libcurl knows its options");
}

template <class Value>
void set(CURLM* multi, CURLMoption option, Value value) {
    check(curl_multi_setopt(multi, option, value) == CURLM_OK, "libcurl knows its options");
}

// One request on its way. The easy handle is kept for the next one, with what never changes.
struct Transfer {
    void* client = nullptr;  // the Impl that it belongs to
    CURL* easy = nullptr;
    curl_slist* sent_fields = nullptr;
    Call call;
    Answer answer;
    std::size_t answer_head_bytes = 0;
    bool too_large = false;
    bool address_refused = false;
    Done done;

    Transfer() = default;
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer() {
        curl_slist_free_all(sent_fields);
        if (easy != nullptr) curl_easy_cleanup(easy);
    }
};

std::size_t take_body(char* data, std::size_t one, std::size_t size, void* context) {
    auto& transfer = *static_cast<Transfer*>(context);
    if (transfer.answer.body.size() + one * size > transfer.call.answer_bytes_max) {
        transfer.too_large = true;
        return 0;
    }
    transfer.answer.body.append(data, one * size);
    return one * size;
}

std::string_view trimmed(std::string_view text) {
    const auto from = text.find_first_not_of(" \t\r\n");
    if (from == text.npos) return {};
    return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

std::size_t take_field(char* data, std::size_t one, std::size_t size, void* context) {
    auto& transfer = *static_cast<Transfer*>(context);
    const std::string_view line(data, one * size);
    transfer.answer_head_bytes += line.size();
    if (transfer.answer_head_bytes > answer_head_bytes_max) {
        transfer.too_large = true;
        return 0;
    }
    if (line.starts_with("HTTP/")) transfer.answer.fields.clear();  // after a 100 Continue
    const auto colon = line.find(':');
    if (colon != line.npos && !line.starts_with("HTTP/")) {
        std::string name(line.substr(0, colon));
        for (char& c : name)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        transfer.answer.fields.emplace_back(std::move(name), trimmed(line.substr(colon + 1)));
    }
    return line.size();
}

Fault fault_of(CURLcode code, const Transfer& transfer) {
    FaultCode kind = FaultCode::malformed;
    std::string cause = curl_easy_strerror(code);
    if (transfer.address_refused) {
        kind = FaultCode::refused;
        cause = "the address is not allowed";
    } else if (transfer.too_large) {
        cause = "the answer is too large";
    } else if (code == CURLE_OPERATION_TIMEDOUT) {
        kind = FaultCode::timeout;
    } else if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT ||
               code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION) {
        kind = FaultCode::unavailable;
    } else if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT) {
        // libcurl says "unsupported protocol" of an answer that is not HTTP as well.
        long sent = 0;
        curl_easy_getinfo(transfer.easy, CURLINFO_REQUEST_SIZE, &sent);
        kind = sent > 0 ? FaultCode::malformed : FaultCode::refused;
    } else if (code == CURLE_GOT_NOTHING || code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR) {
        kind = FaultCode::unknown;
    }
    return {kind, "http call", std::move(cause)};
}

// What never changes from call to call.
void prepare(CURL* easy) {
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy, CURLOPT_PROXY, "");
    set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(easy, CURLOPT_WRITEFUNCTION, &take_body);
    set(easy, CURLOPT_HEADERFUNCTION, &take_field);
}

void describe(Transfer& transfer) {
    CURL* easy = transfer.easy;
    const Call& call = transfer.call;
    set(easy, CURLOPT_URL, call.url.c_str());
    set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(call.timeout.count()));
    set(easy, CURLOPT_CUSTOMREQUEST, static_cast<const char*>(nullptr));
    if (call.method == Method::get) set(easy, CURLOPT_HTTPGET, 1L);
    if (call.method == Method::head) set(easy, CURLOPT_NOBODY, 1L);
    if (call.method == Method::post || call.method == Method::put) {
        set(easy, CURLOPT_POST, 1L);
        set(easy, CURLOPT_POSTFIELDS, call.body.c_str());
        set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
        if (call.method == Method::put) set(easy, CURLOPT_CUSTOMREQUEST, "PUT");
    }
    transfer.sent_fields = curl_slist_append(nullptr, "Expect:");
    for (const auto& [name, value] : call.fields) {
        // "name;" is how libcurl sends a field without a value.
        const std::string line = value.empty() ? name + ";" : name + ": " + value;
        transfer.sent_fields = curl_slist_append(transfer.sent_fields, line.c_str());
    }
    set(easy, CURLOPT_HTTPHEADER, transfer.sent_fields);
    set(easy, CURLOPT_WRITEDATA, &transfer);
    set(easy, CURLOPT_HEADERDATA, &transfer);
    set(easy, CURLOPT_OPENSOCKETDATA, &transfer);
    set(easy, CURLOPT_PRIVATE, &transfer);
}

}  // namespace

// libcurl says which sockets it wants watched and when to be called; Asio watches and calls.
class Client::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::any_io_executor executor, Reach reach)
        : executor_(executor), timer_(executor), reach_(reach), multi_(curl_multi_init()) {
        check(multi_ != nullptr, "libcurl starts");
        set(multi_, CURLMOPT_SOCKETFUNCTION, &Impl::on_socket);
        set(multi_, CURLMOPT_SOCKETDATA, this);
        set(multi_, CURLMOPT_TIMERFUNCTION, &Impl::on_timer);
        set(multi_, CURLMOPT_TIMERDATA, this);
        set(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, connections_per_host_max);
        set(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections_max);
    }
    ~Impl() { shut(); }

    void begin(Call call, Done done) {
        auto transfer = std::make_unique<Transfer>();
        transfer->client = this;
        transfer->easy = take_handle();
        transfer->call = std::move(call);
        transfer->done = std::move(done);
        describe(*transfer);
        curl_multi_add_handle(multi_, transfer->easy);
        transfers_.insert(std::move(transfer));
    }

    // Ends what is under way; nothing can begin afterwards.
    void shut() {
        if (multi_ == nullptr) return;
        timer_.cancel();
        auto transfers = std::exchange(transfers_, {});
        for (const auto& transfer : transfers) curl_multi_remove_handle(multi_, transfer->easy);
        for (CURL* easy : spare_) curl_easy_cleanup(easy);
        spare_.clear();
        curl_multi_cleanup(std::exchange(multi_, nullptr));
        for (const auto& [socket, watch] : std::exchange(watches_, {})) watch->let_go();
        for (const auto& transfer : transfers)
            transfer->done(fault(FaultCode::unknown, "http call", "the client was closed"));
    }

    [[nodiscard]] bool closed() const { return multi_ == nullptr; }
    [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }

private:
    // A descriptor that libcurl asked us to watch.
    struct Watch {
        explicit Watch(const asio::any_io_executor& executor) : descriptor(executor) {}
        // Ends the waits; closing the socket is libcurl's, or close_socket's.
        void let_go() {
            if (descriptor.is_open()) descriptor.release();
        }
        asio::posix::stream_descriptor descriptor;
        bool ours = false;  // opened by open_socket
        int wanted = CURL_POLL_NONE;
        bool reading = false;
        bool writing = false;
    };

    CURL* take_handle() {
        if (!spare_.empty()) {
            CURL* easy = spare_.back();
            spare_.pop_back();
            return easy;
        }
        CURL* easy = curl_easy_init();
        check(easy != nullptr, "libcurl gives a handle");
        prepare(easy);
        set(easy, CURLOPT_OPENSOCKETFUNCTION, &Impl::open_socket);
        set(easy, CURLOPT_CLOSESOCKETFUNCTION, &Impl::close_socket);
        set(easy, CURLOPT_CLOSESOCKETDATA, this);
        return easy;
    }

    // The address is known here, whatever the name said and however it was spelled.
    static curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr* address) {
        auto& transfer = *static_cast<Transfer*>(context);
        auto* client = static_cast<Impl*>(transfer.client);
        const AddressKind kind = kind_of(&address->addr, address->addrlen);
        const bool allowed =
            kind == AddressKind::public_one ||
            (kind == AddressKind::loopback && client->reach_ == Reach::loopback_too);
        if (!allowed) {
            transfer.address_refused = true;
            return CURL_SOCKET_BAD;
        }
        const int opened = ::socket(
            address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->protocol);
        if (opened < 0) return CURL_SOCKET_BAD;
        client->watch(opened).ours = true;
        return opened;
    }

    static int close_socket(void* context, curl_socket_t socket) {
        static_cast<Impl*>(context)->forget(socket);
        return ::close(socket);
    }

    void forget(curl_socket_t socket) {
        const auto found = watches_.find(socket);
        if (found == watches_.end()) return;
        found->second->let_go();  // a wait under way still holds the watch
        watches_.erase(found);
    }

    Watch& watch(curl_socket_t socket) {
        auto& watch = watches_[socket];
        if (!watch) {
            watch = std::make_shared<Watch>(executor_);
            boost::system::error_code error;
            watch->descriptor.assign(socket, error);
            check(!error, "a descriptor can be watched");
        }
        return *watch;
    }

    static int on_socket(CURL*, curl_socket_t socket, int what, void* context, void*) {
        auto& self = *static_cast<Impl*>(context);
        if (what == CURL_POLL_REMOVE) {
            const auto found = self.watches_.find(socket);
            if (found == self.watches_.end()) return 0;
            found->second->wanted = CURL_POLL_NONE;
            // A connection that is kept alive stays registered; a helper socket of libcurl goes.
            if (!found->second->ours) self.forget(socket);
            return 0;
        }
        self.watch(socket).wanted = what;
        self.arm(socket, self.watches_.at(socket));
        return 0;
    }

    void arm(curl_socket_t socket, const std::shared_ptr<Watch>& watch) {
        using Descriptor = asio::posix::stream_descriptor;
        if ((watch->wanted & CURL_POLL_IN) != 0 && !watch->reading) {
            watch->reading = true;
            wait(socket, watch, Descriptor::wait_read, &Watch::reading, CURL_CSELECT_IN);
        }
        if ((watch->wanted & CURL_POLL_OUT) != 0 && !watch->writing) {
            watch->writing = true;
            wait(socket, watch, Descriptor::wait_write, &Watch::writing, CURL_CSELECT_OUT);
        }
    }

    void wait(curl_socket_t socket, const std::shared_ptr<Watch>& watch,
              asio::posix::stream_descriptor::wait_type kind, bool Watch::* flag, int event) {
        watch->descriptor.async_wait(kind, [weak = weak_from_this(), socket, watch, flag,
                                            event](const boost::system::error_code& error) {
            (*watch).*flag = false;
            const auto self = weak.lock();
            if (error || !self || self->closed() || !watch->descriptor.is_open()) return;
            const int wanted = event == CURL_CSELECT_IN ? CURL_POLL_IN : CURL_POLL_OUT;
            if ((watch->wanted & wanted) == 0) return;
            self->act(socket, event);
            // libcurl may have closed the socket, and another may have its number by now.
            const auto now = self->watches_.find(socket);
            if (now != self->watches_.end() && now->second == watch) self->arm(socket, watch);
        });
    }

    static int on_timer(CURLM*, long ms, void* context) {
        auto& self = *static_cast<Impl*>(context);
        if (ms < 0) {
            self.timer_.cancel();
            return 0;
        }
        self.timer_.expires_after(std::chrono::milliseconds(ms));
        self.timer_.async_wait(
            [weak = self.weak_from_this()](const boost::system::error_code& error) {
                const auto strong = weak.lock();
                if (!error && strong && !strong->closed()) strong->act(CURL_SOCKET_TIMEOUT, 0);
            });
        return 0;
    }

    void act(curl_socket_t socket, int events) {
        int running = 0;
        curl_multi_socket_action(multi_, socket, events, &running);
        int left = 0;
        while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            const CURLcode code = message->data.result;
            Transfer* done = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &done);
            finish(*done, code);
            if (closed()) return;
        }
    }

    void finish(Transfer& transfer, CURLcode code) {
        curl_multi_remove_handle(multi_, transfer.easy);
        long status = 0;
        curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);
        const auto found = transfers_.find(&transfer);
        auto owned = std::move(transfers_.extract(found).value());
        owned->answer.status = static_cast<unsigned>(status);
        Result<Answer> result = std::unexpected(Fault{});
        if (code == CURLE_OK)
            result = std::move(owned->answer);
        else
            result = std::unexpected(fault_of(code, *owned));
        if (spare_.size() < handles_kept_max) spare_.push_back(std::exchange(owned->easy, nullptr));
        owned->done(std::move(result));
    }

    struct ByAddress {
        using is_transparent = void;
        std::size_t operator()(const Transfer* t) const { return std::hash<const void*>{}(t); }
        std::size_t operator()(const std::unique_ptr<Transfer>& t) const {
            return (*this)(t.get());
        }
        bool operator()(const auto& a, const auto& b) const { return get(a) == get(b); }
        static const Transfer* get(const Transfer* t) { return t; }
        static const Transfer* get(const std::unique_ptr<Transfer>& t) { return t.get(); }
    };

    asio::any_io_executor executor_;
    asio::steady_timer timer_;
    Reach reach_;
    CURLM* multi_;
    std::unordered_set<std::unique_ptr<Transfer>, ByAddress, ByAddress> transfers_;
    std::vector<CURL*> spare_;
    std::unordered_map<curl_socket_t, std::shared_ptr<Watch>> watches_;
};

Client::Client(asio::any_io_executor executor, Reach reach) {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    check(started == CURLE_OK, "libcurl starts");
    impl_ = std::make_shared<Impl>(std::move(executor), reach);
}

Client::~Client() { impl_->shut(); }

asio::awaitable<Result<Answer>> Client::send(Call call) {
    const auto impl = impl_;
    const auto breaks_out = [](const auto& field) {
        const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
        return std::ranges::any_of(field.first, control) ||
               std::ranges::any_of(field.second, control);
    };
    if (std::ranges::any_of(call.fields, breaks_out))
        co_return fault(FaultCode::refused, "http call", "a field with a line end");
    if (impl->closed()) co_return fault(FaultCode::unavailable, "http call", "closed");
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result<Answer>)>(
        [impl](auto handler, Call told) {
            const auto executor = asio::get_associated_executor(handler, impl->executor());
            impl->begin(std::move(told),
                        [executor, handler = std::move(handler)](Result<Answer> result) mutable {
                            asio::post(executor, [handler = std::move(handler),
                                                  result = std::move(result)]() mutable {
                                std::move(handler)(std::move(result));
                            });
                        });
        },
        asio::use_awaitable, std::move(call));
}

}  // namespace relais::http
