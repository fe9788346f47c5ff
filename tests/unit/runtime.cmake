relais_test(runtime_config_test LABEL unit SOURCES runtime_config_test.cpp LINKS relais_runtime)
relais_test(runtime_zone_watch_test LABEL unit SOURCES runtime_zone_watch_test.cpp
    LINKS relais_runtime)
relais_test(runtime_log_test LABEL unit SOURCES runtime_log_test.cpp LINKS relais_runtime)
