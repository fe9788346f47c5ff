// A fund as a message and back, exactly: what is read of a snapshot, with the events since folded
// onto it, is the state of all events. A member of the state that is forgotten here does not build.
//
// Says nothing of where a snapshot is kept, nor whether it may be believed: the chain says that.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "common/domain/fund/fund.hpp"
#include "relais/v1/fund_snapshot.pb.h"

namespace relais::domain {

// What a snapshot was made by: a hash over the code that folds a fund and the messages it reads. A
// snapshot of another form is not read.
extern const std::string_view fund_form;

// In parts of at most about half a mebibyte each; the part is only good while it is looked at. What
// `moved` is for is over when a snapshot is read: everything is armed already.
void write_snapshot(const FundState& state,
                    const std::function<void(const v1::FundSnapshot&)>& take);

class FundSnapshotReader {
public:
    // Parts in their order. False: it is of no fund; nothing more is to be read.
    [[nodiscard]] bool read(v1::FundSnapshot part);
    [[nodiscard]] FundState take();

private:
    FundState state_;
    bool begun_ = false;
};

}  // namespace relais::domain
