// Small packages, and packages read from files, for whoever tests listings.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "common/hsds/packages.hpp"

namespace relais::hsds::test {

[[nodiscard]] std::string read_text(const std::string& file);
[[nodiscard]] File fixture(const std::string& name);
[[nodiscard]] std::vector<File> csv_fixtures();
// Every row as one line, fields in order of their names: two packages that say the same are equal.
[[nodiscard]] std::multiset<std::string> said(const std::vector<Row>& rows);
// What only one of the two says, in that form.
[[nodiscard]] std::vector<std::string> difference(const std::vector<Row>& a,
                                                  const std::vector<Row>& b);
// "<file>:<row> <field> <code>" of every fault, in order.
[[nodiscard]] std::vector<std::string> told(const Package& package);
// table/id with fields "name=value".
[[nodiscard]] Row row(const std::string& table, const std::string& id,
                      const std::vector<std::string>& fields = {});

}  // namespace relais::hsds::test
