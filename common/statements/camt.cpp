// CAMT.053 (ISO 20022), of whatever year: only what we need is looked at. Expat reads it; a file
// with a document type is refused, so that none has entities of its own.
#include <memory>

#include <expat.h>

#include "common/statements/gathering.hpp"

namespace relais::statements {
namespace {

constexpr std::size_t depth_max = 64;
constexpr char namespace_end = '\n';

class CamtReader {
public:
    explicit CamtReader(Gathering& into)
        : into_(into), parser_(XML_ParserCreateNS(nullptr, namespace_end), XML_ParserFree) {
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(parser_.get(), begin, end);
        XML_SetCharacterDataHandler(parser_.get(), characters);
        XML_SetStartDoctypeDeclHandler(parser_.get(), doctype);
    }

    void read(std::string_view bytes) {
        const auto size = static_cast<int>(bytes.size());
        if (XML_Parse(parser_.get(), bytes.data(), size, XML_TRUE) == XML_STATUS_OK) return;
        into_.bad(line(), doctype_ ? "document_type_not_taken" : "file_not_understood_from_here");
    }

private:
    struct Entry {
        std::uint32_t number = 0;
        std::string amount = {}, currency = {}, direction = {}, day = {}, id = {}, other_id = {};
        std::string state = {}, text = {};
    };

    static CamtReader& self(void* data) { return *static_cast<CamtReader*>(data); }

    static void begin(void* data, const char* name, const char** attributes) {
        auto& reader = self(data);
        const std::string_view whole(name);
        const auto after = whole.rfind(namespace_end);
        reader.path_.emplace_back(after == whole.npos ? whole : whole.substr(after + 1));
        reader.text_.clear();
        if (reader.path_.size() > depth_max) {
            XML_StopParser(reader.parser_.get(), XML_FALSE);
            return;
        }
        const auto& here = reader.path_.back();
        if (here == "Ntry") reader.entry_ = Entry{.number = reader.line()};
        if (here == "Bal") reader.balance_ = {};
        if (here != "Amt") return;
        reader.currency_.clear();
        for (; *attributes != nullptr; attributes += 2)
            if (std::string_view(attributes[0]) == "Ccy") reader.currency_ = attributes[1];
    }

    static void end(void* data, const char* /*name*/) {
        auto& reader = self(data);
        reader.take(reader.path_.back());
        reader.path_.pop_back();
        reader.text_.clear();
    }

    static void characters(void* data, const char* text, int size) {
        auto& reader = self(data);
        const auto most = 4 * text_bytes_max;
        if (reader.text_.size() < most) reader.text_.append(text, static_cast<std::size_t>(size));
    }

    static void doctype(void* data, const char* /*name*/, const char* /*system*/,
                        const char* /*known*/, int /*internal*/) {
        self(data).doctype_ = true;
        XML_StopParser(self(data).parser_.get(), XML_FALSE);
    }

    [[nodiscard]] std::uint32_t line() const {
        return static_cast<std::uint32_t>(XML_GetCurrentLineNumber(parser_.get()));
    }
    // The element around the one that ends; "" at the top.
    [[nodiscard]] std::string_view around(std::size_t steps = 1) const {
        return path_.size() > steps ? std::string_view(path_[path_.size() - 1 - steps]) : "";
    }

    void take(const std::string& name) {
        if (name == "Bal") return take_balance();
        if (name == "Ntry") return take_entry();
        const auto parent = around();
        if (parent == "Bal" || around(2) == "Bal" || around(3) == "Bal")
            note(name, parent, balance_);
        else
            note(name, parent, entry_);
    }

    void note(const std::string& name, std::string_view parent, Entry& into) {
        const bool direct = parent == "Ntry" || parent == "Bal";
        const bool dated = parent == "BookgDt" || (parent == "Dt" && around(2) == "Bal");
        if (name == "Amt" && direct) {
            into.amount = text_;
            into.currency = currency_;
        } else if (name == "CdtDbtInd" && direct) {
            into.direction = text_;
        } else if ((name == "Dt" || name == "DtTm") && dated) {
            into.day = text_;
        } else if (name == "AcctSvcrRef" && direct) {
            into.id = text_;
        } else if (name == "NtryRef" && direct) {
            into.other_id = text_;
        } else if (name == "Sts" && direct && into.state.empty()) {
            into.state = text_;
        } else if (name == "Cd" && (parent == "Sts" || parent == "CdOrPrtry")) {
            into.state = text_;
        } else if (name == "Ustrd" || name == "AddtlNtryInf" || name == "EndToEndId" ||
                   name == "Nm") {
            into.text += (into.text.empty() ? "" : " ") + text_;
        }
    }

    static Read<std::int64_t> signed_cents(const Entry& entry) {
        if (!entry.currency.empty() && entry.currency != "CAD")
            return std::unexpected("currency_not_ours");
        const auto cents = read_cents(entry.amount);
        if (!cents) return cents;
        if (*cents < 0 || (entry.direction != "CRDT" && entry.direction != "DBIT"))
            return std::unexpected("amount_not_understood");
        return entry.direction == "CRDT" ? *cents : -*cents;
    }

    // What stood in the account at the end of its day.
    void take_balance() {
        if (balance_.state != "CLBD") return;
        if (const auto cents = signed_cents(balance_)) into_.closing(*cents);
    }

    void take_entry() {
        if (tidy_text(entry_.state) == "PDNG") return into_.bad(entry_.number, "not_booked_yet");
        const auto cents = signed_cents(entry_);
        if (!cents) return into_.bad(entry_.number, cents.error());
        const auto day = read_day(entry_.day, "%Y-%m-%d*");
        if (!day) return into_.bad(entry_.number, day.error());
        into_.add(entry_.number, {.id = entry_.id.empty() ? dated(entry_.other_id, *day, *cents)
                                                          : std::move(entry_.id),
                                  .booked = *day,
                                  .cents = *cents,
                                  .text = std::move(entry_.text)});
    }

    Gathering& into_;
    std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser_;
    std::vector<std::string> path_;
    std::string text_, currency_;
    Entry entry_, balance_;
    bool doctype_ = false;
};

}  // namespace

Reading read_camt(std::string_view bytes) {
    Gathering gathering;
    CamtReader(gathering).read(bytes);
    return gathering.take();
}

}  // namespace relais::statements
