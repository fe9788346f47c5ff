-- fire_1: timers that are due become entries of the inbox.
--
--   KEYS  1 timers   2 inbox
--   ARGV  1 now (ms)   2 how many at most
--
-- Replies {moved, next}: how many were moved; the score (ms, text) of the earliest that is left, or
-- "" when none is. In order of due time; the rest stays for the next call.
-- Errors: none of its own.
--
-- An entry of a timer has fields "t" (<A>|<deadline>) and "due" (ms) instead of "b": Lua does not
-- speak protobuf. Who reads the inbox makes the command of it.
-- When nothing is due it only reads: no write to the append-only file, so no fsync.
local function fire(keys, args)
    local call = redis.call
    local due = call('ZRANGEBYSCORE', keys[1], '-inf', args[1], 'WITHSCORES',
        'LIMIT', '0', args[2])
    local moved = {}
    for i = 1, #due, 2 do
        call('XADD', keys[2], '*', 't', due[i], 'due', due[i + 1])
        moved[#moved + 1] = due[i]
    end
    if #moved > 0 then call('ZREM', keys[1], unpack(moved)) end
    local left = call('ZRANGE', keys[1], '0', '0', 'WITHSCORES')
    return {#due / 2, left[2] or ''}
end
redis.register_function('fire_1', fire)
