relais_test(domain_test LABEL unit
    SOURCES beds_test.cpp calendar_source_test.cpp case_advice_test.cpp case_again_test.cpp
            case_clocks_test.cpp case_funds_test.cpp case_life_test.cpp case_kept_test.cpp
            case_limits_test.cpp case_links_test.cpp case_milestones_test.cpp case_moves_test.cpp
            case_over_test.cpp case_referrals_test.cpp case_small_promises_test.cpp
            case_states_test.cpp case_ties_states_test.cpp case_together_test.cpp
            case_walk_test.cpp case_walk_parts_test.cpp coalition_test.cpp consent_test.cpp
            contact_test.cpp coverage_test.cpp demo_drill.cpp directory_test.cpp ended_part_test.cpp
            escalation_test.cpp fairness_test.cpp freshness_test.cpp her_word_test.cpp ids_test.cpp
            listing_test.cpp
            lookout_test.cpp matching_test.cpp members_test.cpp override_test.cpp
            roster_change_test.cpp roster_changes_test.cpp roster_faults_test.cpp roster_test.cpp
            reading_test.cpp roster_time_test.cpp rules_test.cpp sight_test.cpp
    LINKS relais_domain)
target_compile_definitions(domain_test PRIVATE DEMO_DIR="${PROJECT_SOURCE_DIR}/deploy/demo")
relais_test(assignment_test LABEL unit SOURCES assignment_test.cpp LINKS relais_assignment)
relais_test(review_test LABEL unit
    SOURCES figures_test.cpp review_pack_test.cpp timeline_filter_test.cpp
    LINKS relais_domain)
relais_test(fund_test LABEL unit
    SOURCES demo_fund_test.cpp fund_alike_test.cpp fund_apart_test.cpp fund_book_test.cpp
            fund_control_test.cpp fund_corrections_test.cpp fund_ease_test.cpp fund_edges_test.cpp
            fund_envelopes_test.cpp fund_month_test.cpp
            fund_notices_test.cpp fund_papers_test.cpp
            fund_payments_test.cpp fund_reading_test.cpp fund_requests_test.cpp fund_sight_test.cpp
            fund_snapshot_test.cpp fund_states_test.cpp fund_story.cpp fund_text.cpp
    LINKS relais_domain)
target_compile_definitions(fund_test PRIVATE
    DEMO_DIR="${PROJECT_SOURCE_DIR}/deploy/demo"
    FUND_README="${PROJECT_SOURCE_DIR}/common/domain/fund/README.md")
