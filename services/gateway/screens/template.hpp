// HTML out of embedded mustache templates. Every value is escaped by the template ({{x}}); the one
// exception is the finished inside of the frame. Views build Data; nothing here knows a case.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kainjow/mustache.hpp>

#include "common/words/words.hpp"

namespace relais::gateway::screens {

using Data = kainjow::mustache::data;

[[nodiscard]] inline Data object() { return Data{Data::type::object}; }
[[nodiscard]] inline Data list() { return Data{Data::type::list}; }

// What surrounds a screen. The title is neutral on purpose: it shows in a browser's history.
struct Frame {
    struct Link {
        std::string href;
        std::string words;
        bool here = false;
    };
    words::Language language = words::Language::fr;
    std::string title;
    std::string kind;      // class of the body: "wide", "answer", …
    std::string path;      // of this screen, for the language switch, with what was asked of it
    std::string csrf;      // empty: nobody is signed in
    std::string exit_url;  // empty: no quick exit
    std::string feed;      // what the live region listens to; empty: not live
    std::vector<Link> nav;
    unsigned refresh_s = 0;  // without script; 0: never
    bool script = true;
};

// One template, filled: {{#t}}some.key{{/t}} says words of the catalogue.
[[nodiscard]] std::string fill(const words::Words& words, words::Language language,
                               const std::string& text, Data data);
// The same, as the view says it.
struct View;
[[nodiscard]] std::string fill(const View& view, const std::string& text, Data data);
[[nodiscard]] std::string framed(const words::Words& words, const Frame& frame,
                                 const std::string& inside);

// What every screen links to; the address of a file holds a hash of its content.
struct File {
    std::string path;  // "/style.css"
    std::string type;
    const std::string& (*content)();
};
[[nodiscard]] const std::vector<File>& files();
[[nodiscard]] std::string address_of(std::string_view path);  // "/style.css?v=…"

}  // namespace relais::gateway::screens
