relais_test(change_text_test LABEL unit SOURCES change_text_test.cpp LINKS relais_cli)
relais_test(fund_cli_text_test LABEL unit SOURCES fund_cli_text_test.cpp LINKS relais_cli)
relais_test(replay_plan_test LABEL unit SOURCES replay_plan_test.cpp LINKS relais_cli)
relais_test(replay_report_test LABEL unit SOURCES replay_report_test.cpp LINKS relais_cli)
relais_test(roster_text_test LABEL unit SOURCES roster_text_test.cpp LINKS relais_cli)
relais_test(calendar_report_test LABEL unit
    SOURCES calendar_out_test.cpp calendar_report_test.cpp
    LINKS relais_cli relais_gateway)
