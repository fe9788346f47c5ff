-- settle_1: an entry of an outbox or of the mail is done with; what came of it becomes a command.
--
--   KEYS  1 outbox:first, outbox:rest or mail   2 inbox   3 seen:<command> (only with a command id)
--   ARGV  1 group   2 entry   3 command (bytes of v1::Command; "" none)   4 hash of the body
--
-- Replies "d" done; "l" already: the entry is not pending any more, nothing changed.
-- Errors: none of its own; a group that is missing holds nothing, so that is "l" as well.
--
-- The acknowledgement is its own check, and nothing after it can be refused.
-- A command whose id was seen before is not put in again: the entry is only acknowledged.
local function settle(keys, args)
    local call = redis.call
    if call('XACK', keys[1], args[1], args[2]) == 0 then return 'l' end
    if args[3] ~= '' and not (keys[3] and call('EXISTS', keys[3]) == 1) then
        if keys[3] then call('SET', keys[3], 'p\n' .. args[4]) end
        call('XADD', keys[2], '*', 'b', args[3])
    end
    call('XDEL', keys[1], args[2])
    return 'd'
end
redis.register_function('settle_1', settle)
