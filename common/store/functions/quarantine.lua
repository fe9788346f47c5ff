-- quarantine_1: an entry that cannot be decided leaves its stream and is kept for a person to see.
--
--   KEYS  1 inbox or mail   2 quarantine   3 feed   4 seen:<command> (only with a command id)
--   ARGV  1 group   2 entry   3 bytes   4 reason   5 outcome ("r<code>")   6 echo ("" none)
--
-- Replies "d" done; "l" already: the entry is not pending any more, nothing changed.
-- Errors: NOGROUP.
local function quarantine(keys, args)
    local call = redis.call
    if #call('XPENDING', keys[1], args[1], args[2], args[2], 1) == 0 then return 'l' end
    local earlier = keys[4] and call('GET', keys[4])
    call('XADD', keys[2], '*', 'b', args[3], 'reason', args[4], 'from', keys[1],
        'entry', args[2])
    if keys[4] then
        local hash = earlier and string.match(earlier, '\n(.*)') or ''
        call('SET', keys[4], args[5] .. '\n' .. hash, 'EX', 604800)
    end
    if args[6] ~= '' then
        call('XADD', keys[3], 'MAXLEN', '~', 10000, '*', 'b', args[6])
    end
    call('XACK', keys[1], args[1], args[2])
    call('XDEL', keys[1], args[2])
    return 'd'
end
redis.register_function('quarantine_1', quarantine)
