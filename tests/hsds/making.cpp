#include "tests/hsds/making.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace relais::hsds::test {

std::string read_text(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

File fixture(const std::string& name) {
    return {name, read_text(std::string(FIXTURES_DIR) + "/" + name)};
}

std::vector<File> csv_fixtures() {
    std::vector<File> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(FIXTURES_DIR) + "/csv"))
        files.push_back({entry.path().filename(), read_text(entry.path())});
    std::ranges::sort(files, {}, &File::name);
    return files;
}

std::multiset<std::string> said(const std::vector<Row>& rows) {
    std::multiset<std::string> all;
    for (const auto& row : rows) {
        std::set<std::string> fields;
        for (const auto& field : row.fields())
            fields.insert(field.name() + "=" + std::to_string(field.kind()) + field.value());
        std::string line = row.table() + "/" + row.id();
        for (const auto& field : fields) line += " | " + field;
        all.insert(line);
    }
    return all;
}

std::vector<std::string> difference(const std::vector<Row>& a, const std::vector<Row>& b) {
    const auto one = said(a);
    const auto other = said(b);
    std::vector<std::string> only;
    std::ranges::set_symmetric_difference(one, other, std::back_inserter(only));
    return only;
}

std::vector<std::string> told(const Package& package) {
    std::vector<std::string> lines;
    for (const auto& fault : package.faults)
        lines.push_back(fault.file + ":" + std::to_string(fault.row) + " " + fault.field + " " +
                        fault.code);
    return lines;
}

Row row(const std::string& table, const std::string& id, const std::vector<std::string>& fields) {
    Row made;
    made.set_table(table);
    made.set_id(id);
    for (const auto& field : fields) {
        const auto at = field.find('=');
        set_field(made, field.substr(0, at), field.substr(at + 1));
    }
    return made;
}

}  // namespace relais::hsds::test
