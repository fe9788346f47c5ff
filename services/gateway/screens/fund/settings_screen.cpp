#include "services/gateway/screens/fund/settings_screen.hpp"

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/joined.hpp"

namespace relais::gateway::screens {
namespace {

// A table of two columns: what, and what holds for it.
class Table {
public:
    Table(const View& view, const char* title) : title_(view.say(title)) {}

    void row(const std::string& name, const std::vector<std::string>& words) {
        Data one = object();
        one.set("name", name);
        one.set("words", fmt::format("{}", fmt::join(words, " · ")));
        rows_.push_back(std::move(one));
        some_ = true;
    }
    void write(Data& tables) {
        if (!some_) return;
        Data one = object();
        one.set("title", title_);
        one.set("rows", std::move(rows_));
        tables.push_back(std::move(one));
    }

private:
    std::string title_;
    Data rows_ = list();
    bool some_ = false;
};

class Told {
public:
    Told(const View& view, const FundLook& look)
        : view_(view), look_(look), settings_(look.settings) {}

    Data tables() {
        sources();
        limits();
        expenses();
        prices();
        caps();
        payers();
        vendors();
        signatories();
        return std::move(tables_);
    }

private:
    [[nodiscard]] std::string say(const char* key) const { return view_.say(key); }
    [[nodiscard]] std::string count(const char* key, std::int64_t n) const {
        return view_.say(key, {{"n", n}});
    }
    [[nodiscard]] std::string named(
        const google::protobuf::RepeatedPtrField<std::string>& codes) const {
        std::vector<std::string> all;
        for (const auto& code : codes) all.push_back(expense_words(view_, look_, code));
        return joined(all);
    }
    [[nodiscard]] std::string until(std::int64_t until_ms) const {
        return view_.say("fund.source_until", {{"moment", view_.moment(until_ms)}});
    }

    // A minute of the day, whatever the day.
    [[nodiscard]] std::string hour(std::uint32_t minute) const {
        return view_.words.time_of_day(view_.language, std::int64_t{minute} * 60'000, "UTC");
    }

    void sources() {
        Table table(view_, "fund.sources");
        for (const auto& source : settings_.sources()) {
            std::vector<std::string> words{source.funder()};
            if (source.expenses_size() > 0) words.push_back(named(source.expenses()));
            if (source.territories_size() > 0) words.push_back(joined(source.territories()));
            if (source.until_ms() > 0) words.push_back(until(source.until_ms()));
            table.row(source_words(view_, look_, source.id()), words);
        }
        table.write(tables_);
    }
    void limits() {
        const auto& limits = settings_.limits();
        Table table(view_, "fund.limits");
        const auto cents = [&](const char* key, std::int64_t amount) {
            table.row(say(key), {money_of(view_, amount)});
        };
        cents("fund.limit_petty", limits.petty_cents());
        cents("fund.limit_single", limits.single_cents());
        cents("fund.limit_request", limits.request_cents());
        cents("fund.limit_night", limits.night_cents());
        if (limits.night_cents() > 0)
            table.row(
                say("fund.limit_night_hours"),
                {view_.say("fund.night_hours", {{"from", hour(limits.night_from_minute())},
                                                {"until", hour(limits.night_until_minute())}})});
        cents("fund.limit_advance", limits.advance_cents());
        table.row(say("fund.limit_signature"), {count("fund.hours", limits.signature_hours())});
        table.row(say("fund.limit_reservation"), {count("fund.hours", limits.reservation_hours())});
        table.row(say("fund.limit_voucher"), {count("fund.hours", limits.voucher_hours())});
        table.row(say("fund.limit_evidence"), {count("fund.days", limits.evidence_days())});
        table.row(say("fund.limit_settle"), {count("fund.days", limits.advance_days())});
        table.write(tables_);
    }
    void expenses() {
        Table table(view_, "fund.expenses");
        for (const auto& rule : settings_.expenses()) {
            std::vector<std::string> words;
            if (rule.voucher()) words.push_back(say("fund.by_voucher"));
            if (rule.by_household()) words.push_back(say("fund.by_household"));
            if (rule.cents_max() > 0) words.push_back(at_most(rule.cents_max()));
            if (rule.quantity_max() > 0) words.push_back(count("fund.units", rule.quantity_max()));
            table.row(expense_words(view_, look_, rule.code()), words);
        }
        table.write(tables_);
    }
    void prices() {
        Table table(view_, "fund.prices");
        for (const auto& price : settings_.prices()) {
            std::vector<std::string> words{money_of(view_, price.cents())};
            if (price.household() > 0)
                words.push_back(count("fund.from_household", price.household()));
            if (const auto vendor = vendor_words(look_, price.vendor()); !vendor.empty())
                words.push_back(vendor);
            if (!price.territory().empty()) words.push_back(price.territory());
            table.row(expense_words(view_, look_, price.expense()), words);
        }
        table.write(tables_);
    }
    void caps() {
        Table table(view_, "fund.caps");
        for (const auto& cap : settings_.caps()) {
            std::vector<std::string> words;
            if (cap.cents() > 0) words.push_back(at_most(cap.cents()));
            if (cap.quantity() > 0) words.push_back(count("fund.units", cap.quantity()));
            words.push_back(view_.say("fund_cap." + v1::FundCap::Per_Name(cap.per())));
            if (!cap.source().empty()) words.push_back(source_words(view_, look_, cap.source()));
            if (!cap.funder().empty()) words.push_back(cap.funder());
            table.row(cap.expense().empty() ? say("fund.everything")
                                            : expense_words(view_, look_, cap.expense()),
                      words);
        }
        table.write(tables_);
    }
    void payers() {
        Table table(view_, "fund.payers");
        for (const auto& payer : settings_.payers())
            table.row(payer_words(view_, look_, payer.id()),
                      {named(payer.expenses()), count("fund.minutes", payer.wait_minutes())});
        table.write(tables_);
    }
    void vendors() {
        Table table(view_, "fund.vendors");
        for (const auto& vendor : settings_.vendors()) {
            std::vector<std::string> words{named(vendor.expenses())};
            if (vendor.vouchers()) words.push_back(say("fund.takes_vouchers"));
            if (vendor.over()) words.push_back(say("fund.vendor_over"));
            const auto name = vendor_words(look_, vendor.id());
            table.row(name.empty() ? vendor.id() : name, words);
        }
        table.write(tables_);
    }
    void signatories() {
        Table table(view_, "fund.signatories");
        for (const auto& one : settings_.signatories()) {
            std::vector<std::string> words{at_most(one.limit_cents())};
            if (one.approves()) words.push_back(say("fund.approves"));
            if (one.reconciles()) words.push_back(say("fund.reconciles"));
            if (one.board()) words.push_back(say("fund.board"));
            table.row(look_.person ? look_.person(one.person()) : one.person(), words);
        }
        table.write(tables_);
    }
    [[nodiscard]] std::string at_most(std::int64_t cents) const {
        return view_.say("fund.at_most", {{"total", money_of(view_, cents)}});
    }

    const View& view_;
    const FundLook& look_;
    const v1::FundSettings& settings_;
    Data tables_ = list();
};

}  // namespace

std::string settings_view(const View& view, const FundLook& look) {
    Data data = object();
    data.set("revision", std::to_string(look.settings.revision()));
    data.set("tables", Told(view, look).tables());
    data.set("fund", look.sees(domain::FundPart::availability));
    return fill(view.words, view.language, embedded::fund_settings_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
