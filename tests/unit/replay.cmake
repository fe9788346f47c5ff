relais_test(change_text_test LABEL unit SOURCES change_text_test.cpp LINKS relais_cli)
relais_test(replay_plan_test LABEL unit SOURCES replay_plan_test.cpp LINKS relais_cli)
relais_test(replay_report_test LABEL unit SOURCES replay_report_test.cpp LINKS relais_cli)
