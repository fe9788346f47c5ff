relais_test(screens_test LABEL unit
    SOURCES screens_advice_test.cpp screens_alert_test.cpp screens_answer_test.cpp
            screens_beds_test.cpp screens_board_test.cpp screens_calls_test.cpp
            screens_case_test.cpp
            screens_change_test.cpp screens_directory_test.cpp screens_drill.cpp
            screens_edit_test.cpp screens_frame_test.cpp screens_kept_test.cpp
            screens_listings_test.cpp screens_match_test.cpp screens_named_test.cpp
            screens_own_test.cpp screens_review_test.cpp screens_rosters_test.cpp
            screens_routes_test.cpp screens_ties_test.cpp screens_fund.cpp
            screens_fund_care_test.cpp
            screens_fund_help_test.cpp screens_fund_routes_test.cpp screens_fund_test.cpp
            screens_fund_told_test.cpp
            screens_fund_edges_test.cpp
            fund_story.cpp
    LINKS relais_screens)
target_compile_definitions(screens_test PRIVATE DEMO_DIR="${PROJECT_SOURCE_DIR}/deploy/demo")

relais_test(timeline_told_test LABEL unit
    SOURCES timeline_told_test.cpp
            ${PROJECT_SOURCE_DIR}/services/gateway/screens/timeline_words.cpp
    LINKS relais_domain relais_words fmt::fmt)

relais_test(demo_directory_test LABEL unit SOURCES demo_directory_test.cpp LINKS relais_domain)
target_compile_definitions(demo_directory_test PRIVATE
    DEMO_DIR="${PROJECT_SOURCE_DIR}/deploy/demo")
add_test(NAME demo_directory_is_as_made
    COMMAND python3 ${PROJECT_SOURCE_DIR}/deploy/demo/make_directory.py --check)
set_tests_properties(demo_directory_is_as_made PROPERTIES LABELS unit TIMEOUT 20)

# Writes every screen of a drill to files, to be looked at: screens_render DIR. Only on demand.
add_executable(screens_render EXCLUDE_FROM_ALL screens_drill.cpp screens_render.cpp)
target_link_libraries(screens_render PRIVATE relais_screens relais_options)
target_compile_definitions(screens_render PRIVATE DEMO_DIR="${PROJECT_SOURCE_DIR}/deploy/demo")
add_executable(screens_fund_render EXCLUDE_FROM_ALL fund_story.cpp screens_drill.cpp
    screens_fund.cpp screens_fund_render.cpp
    ${PROJECT_SOURCE_DIR}/services/gateway/voucher_paper.cpp)
target_link_libraries(screens_fund_render PRIVATE relais_screens relais_options GTest::gtest
    PkgConfig::qrencode)
target_compile_definitions(screens_fund_render PRIVATE DEMO_DIR="${PROJECT_SOURCE_DIR}/deploy/demo")
