#include "services/relais/listings_import.hpp"

namespace relais::cli {
namespace {

// Commits at once share an fsync; more would only wait in line.
constexpr std::size_t at_once = 32;
constexpr int tries_max = 5;

class Import {
public:
    Import(boost::asio::io_context& io, const Console& console, const Access& where,
           std::vector<v1::ListingChange> changes)
        : io_(io),
          api_(io.get_executor(), where.url, console.language()),
          token_(where.token),
          changes_(std::move(changes)) {}

    Imported run() {
        working_ = std::min(at_once, changes_.size());
        for (std::size_t i = 0; i < working_; ++i)
            boost::asio::co_spawn(io_, work(), [this](std::exception_ptr) {
                if (--working_ == 0) io_.stop();
            });
        if (working_ > 0) io_.run();
        return std::move(imported_);
    }

private:
    boost::asio::awaitable<void> work() {
        while (next_ < changes_.size()) {
            const auto& change = changes_[next_++];
            const auto& id = change.listing().id();
            const auto json = to_json(change);
            auto answer = co_await api_.put("/v1/listings/" + in_path(id), token_, json);
            for (int tries = 1; !answer && answer.error().passing() && tries < tries_max; ++tries)
                answer = co_await api_.put("/v1/listings/" + in_path(id), token_, json);
            v1::ListingAnswer read;
            if (!answer)
                imported_.refused.push_back({id, answer.error()});
            else if (!from_json(*answer, read))
                imported_.refused.push_back({id, Problem{.code = "not_understood"}});
            else
                ++(read.outcome() == v1::ListingAnswer::created   ? imported_.created
                   : read.outcome() == v1::ListingAnswer::changed ? imported_.changed
                                                                  : imported_.unchanged);
        }
    }

    boost::asio::io_context& io_;
    Api api_;
    std::string token_;
    std::vector<v1::ListingChange> changes_;
    std::size_t next_ = 0;
    std::size_t working_ = 0;
    Imported imported_;
};

}  // namespace

Imported put_listings(const Console& console, const Access& where,
                      std::vector<v1::ListingChange> changes) {
    boost::asio::io_context io{1};
    return Import(io, console, where, std::move(changes)).run();
}

}  // namespace relais::cli
