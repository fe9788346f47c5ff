// OFX: SGML of the nineties (1.x: nothing that holds a value is ever closed) and XML (2.x), read by
// the same rule: a name in brackets, then what stands until the next bracket. There is no document
// type and no entity but the five that everybody knows.
#include <algorithm>
#include <array>

#include "common/statements/gathering.hpp"

namespace relais::statements {
namespace {

struct Token {
    std::uint32_t number = 0;  // of its line
    std::string name = {};     // in capitals; "/STMTTRN": it ends
    std::string value = {};
};

// The longest name that has a meaning is shorter; a bracket that never closes is garbage.
constexpr std::size_t name_bytes_max = 80;

class Tokens {
public:
    explicit Tokens(std::string_view text) : rest_(text) {}

    std::optional<Token> next() {
        for (;;) {
            if (!skip_to('<')) return std::nullopt;
            const auto end = rest_.substr(0, name_bytes_max).find_first_of("<>", 1);
            if (end == rest_.npos || rest_[end] == '<') {
                skip(1);
                continue;
            }
            Token token{.number = line_, .name = std::string(rest_.substr(1, end - 1))};
            std::ranges::transform(token.name, token.name.begin(), [](char c) {
                return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            });
            skip(end + 1);
            const auto until = std::min(rest_.find('<'), rest_.size());
            token.value = plain(rest_.substr(0, until));
            return token;
        }
    }

private:
    void skip(std::size_t bytes) {
        line_ += static_cast<std::uint32_t>(std::ranges::count(rest_.substr(0, bytes), '\n'));
        rest_.remove_prefix(bytes);
    }
    bool skip_to(char sign) {
        skip(std::min(rest_.find(sign), rest_.size()));
        return !rest_.empty();
    }
    static std::string plain(std::string_view text) {
        static constexpr std::array<std::pair<std::string_view, char>, 5> known{
            {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
        std::string out;
        while (!text.empty()) {
            const auto found = std::ranges::find_if(
                known, [&](const auto& each) { return text.starts_with(each.first); });
            out += found == known.end() ? text[0] : found->second;
            text.remove_prefix(found == known.end() ? 1 : found->first.size());
        }
        return tidy_text(out);
    }

    std::string_view rest_;
    std::uint32_t line_ = 1;
};

class OfxReader {
public:
    explicit OfxReader(Gathering& into) : into_(into) {}

    void take(const Token& token) {
        const auto& name = token.name;
        if (name == "STMTTRN") {
            drop();
            entry_ = Entry{.number = token.number};
        } else if (name == "/STMTTRN") {
            take_entry();
        } else if (name == "/BANKTRANLIST") {
            drop();
        } else if (name == "CURDEF") {
            currency_ = token.value;
        } else if (name == "LEDGERBAL" || name == "/LEDGERBAL") {
            in_balance_ = name[0] != '/';
        } else if (name == "BALAMT" && in_balance_ && ours()) {
            if (const auto cents = cents_in(token.value)) into_.closing(*cents);
        } else if (entry_) {
            note(token);
        }
    }
    void end() { drop(); }

private:
    struct Entry {
        std::uint32_t number = 0;
        std::string day = {}, amount = {}, id = {}, text = {};
    };

    [[nodiscard]] bool ours() const { return currency_.empty() || currency_ == "CAD"; }

    // A point or a comma, as the standard allows; there are no thousands to set apart.
    static Read<std::int64_t> cents_in(const std::string& text) {
        return read_cents(text, text.find('.') == text.npos);
    }

    // What was begun and not ended says nothing that could be believed.
    void drop() {
        if (entry_) into_.bad(entry_->number, "entry_not_ended");
        entry_.reset();
    }

    void note(const Token& token) {
        if (token.name == "DTPOSTED") entry_->day = token.value;
        if (token.name == "TRNAMT") entry_->amount = token.value;
        if (token.name == "FITID") entry_->id = token.value;
        if (token.name == "NAME" || token.name == "MEMO" || token.name == "CHECKNUM")
            entry_->text += (entry_->text.empty() ? "" : " ") + token.value;
    }

    void take_entry() {
        if (!entry_) return;
        auto entry = std::move(*entry_);
        entry_.reset();
        const auto day = read_day(entry.day, "%Y%m%d*");
        const auto cents = cents_in(entry.amount);
        if (!ours()) return into_.bad(entry.number, "currency_not_ours");
        if (!day) return into_.bad(entry.number, day.error());
        if (!cents) return into_.bad(entry.number, cents.error());
        into_.add(entry.number, {.id = std::move(entry.id),
                                 .booked = *day,
                                 .cents = *cents,
                                 .text = std::move(entry.text)});
    }

    Gathering& into_;
    std::string currency_;
    std::optional<Entry> entry_;
    bool in_balance_ = false;
};

}  // namespace

Reading read_ofx(std::string_view bytes) {
    const auto text = as_utf8(bytes);
    Gathering gathering;
    OfxReader reader(gathering);
    Tokens tokens(text);
    while (const auto token = tokens.next()) reader.take(*token);
    reader.end();
    return gathering.take();
}

}  // namespace relais::statements
