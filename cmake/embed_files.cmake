# Run at build time by relais_embed (see embed.cmake). A file is cut into literals of at most
# 12,000 characters: the standard only promises 65,536 bytes for one.
set(declared "")
set(defined "")
foreach(file IN LISTS FILES)
    get_filename_component(name ${file} NAME)
    string(REGEX REPLACE "[.-]" "_" name ${name})
    # Brackets and semicolons mean something to CMake's lists; as hexadecimal nothing does.
    file(READ ${file} hex HEX)
    string(LENGTH "${hex}" digits)
    string(REGEX REPLACE "(..)" "\\\\x\\1" escaped "${hex}")
    math(EXPR bytes "${digits} / 2")
    set(literals "")
    set(at 0)
    math(EXPR total "${bytes} * 4")
    while(at LESS total)
        string(SUBSTRING "${escaped}" ${at} 48000 piece)
        string(APPEND literals "\n    std::string_view(\"${piece}\", sizeof(\"${piece}\") - 1),")
        math(EXPR at "${at} + 48000")
    endwhile()
    string(APPEND declared "[[nodiscard]] const std::string& ${name}();\n")
    string(APPEND defined "const std::string& ${name}() {\n    static const std::string text = "
        "join({${literals}});\n    return text;\n}\n")
endforeach()
file(WRITE ${HEADER} "#pragma once\n#include <string>\nnamespace ${NAMESPACE} {\n${declared}}\n")
get_filename_component(header_name ${HEADER} NAME)
file(WRITE ${MADE} "#include \"${header_name}\"\n#include <initializer_list>\n"
    "#include <string_view>\nnamespace ${NAMESPACE} {\nnamespace {\n"
    "std::string join(std::initializer_list<std::string_view> pieces) {\n"
    "    std::string all;\n    for (const std::string_view piece : pieces) {\n"
    "        all += piece;\n    }\n    return all;\n}\n}  // namespace\n${defined}}\n")
