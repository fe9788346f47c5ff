// What every route of the screens shares: in which language, for whom, in which frame, under which
// headers. Lives as long as the routes that hold it.
#pragma once

#include <expected>
#include <initializer_list>
#include <string>
#include <utility>

#include "services/gateway/screens/screens.hpp"
#include "services/gateway/screens/template.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

// Who may change a roster; what each may is decided with the change.
inline constexpr std::initializer_list<v1::Role::Code> change_roles{
    v1::Role::coordinator, v1::Role::admin, v1::Role::responder};

[[nodiscard]] bool has(const v1::Account& account, v1::Role::Code role);
// The address that was asked for, save the language: the other language shows the same.
[[nodiscard]] std::string asked_address(const http::Request& request);
// A form's field; empty when absent.
[[nodiscard]] std::string value_of(const http::Fields& fields, std::string_view name);
[[nodiscard]] http::Response see_other(std::string location);
// One HTML document under the headers of every screen.
[[nodiscard]] http::Response document(unsigned status, std::string html);

// What whoever looks finds about herself: her calendar, and a way to say that she is away.
struct OwnLinks {
    bool in_directory = false;
    bool may_be_away = false;

    void write(Data& data) const {
        data.set("in_directory", in_directory);
        data.set("may_be_away", may_be_away);
    }
};

class House {
public:
    explicit House(ScreenPorts ports) : ports_(std::move(ports)) {}
    [[nodiscard]] const ScreenPorts& ports() const { return ports_; }
    [[nodiscard]] Desk& desk() const { return ports_.desk; }

    // What she chose (?lang=, then the cookie), else what her account says, else her browser.
    [[nodiscard]] words::Language language(const http::Request& request,
                                           const std::string& told = {}) const;
    [[nodiscard]] View view(const http::Request& request, const std::string& told = {},
                            const std::string& territory = {}) const;
    [[nodiscard]] NameOf person_names() const;
    [[nodiscard]] NameOf territory_names(words::Language language) const;

    // The visitor, when she may be here; otherwise what to answer instead. No roles: anybody.
    [[nodiscard]] awaitable<std::expected<Visitor, http::Response>> visitor(
        http::Request request, std::initializer_list<v1::Role::Code> roles) const;

    [[nodiscard]] OwnLinks own_links(const Visitor& visitor) const;

    // A frame for a visitor's screen: her links, her way out.
    [[nodiscard]] Frame frame(const View& view, const http::Request& request,
                              const Visitor& visitor) const;
    [[nodiscard]] http::Response screen(const http::Request& request, const Frame& frame,
                                        const std::string& inside, unsigned status = 200) const;
    [[nodiscard]] http::Response refused(const http::Request& request, const Refused& refused,
                                         const std::string& told = {}) const;

private:
    ScreenPorts ports_;
};

}  // namespace relais::gateway::screens
