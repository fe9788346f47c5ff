-- commit_1: what was decided for 1 to 64 triggers of one aggregate becomes so, all or nothing.
--
--   KEYS  1 inbox  2 events:<A>  3 head:<A>  4 index  5 timers  6 outbox:first  7 outbox:rest
--         8 mail   9 feed        10… seen:<command>, one for each trigger that has a command id
--   ARGV  1 <A>   2 group   3 expected version   4 version after   5 chain after   6 now (ms)
--         7 summary ("" none)   8 echo
--         9 numbers of: 9 triggers  10 events  11 arm  12 disarm  13 first  14 rest  15 mail
--         16 chain before ("" at version 0); then, in this order, for each
--           trigger  entry id, outcome ("a<version>" or "r<code>"), "1" if it has a seen key
--           event    bytes          arm      deadline, due (ms)        disarm   deadline
--           first    bytes          rest     bytes                     mail     bytes
--
-- Replies
--   "d"                   done
--   "s"                   stale: the head is not at the expected version and chain: somebody else
--                         was there, perhaps with as many events as were expected. Nothing changed.
--   {"l", entry, …}       already: these entries are no longer pending. Nothing changed.
-- Errors: "BADARGS …" when numbers and arguments differ or are too many; NOGROUP when the group is
-- missing; an XADD error when events:<A> is ahead of its head, which only damage explains. Nothing
-- changed.
--
-- There is no rollback in Redis: all checks come first and only read. The first write is the one
-- that could still be refused (XADD with an explicit id); none after it can be.
-- Versions and times are text throughout: Lua would print large numbers as 1e+14.
-- What is given to a command is text for speed as well: a number is printed anew at each call.
local SEEN_SECONDS = '604800'
local FEED_ENTRIES = '10000'
local TIMERS = 1000  -- armed or disarmed at once: Lua cannot unpack much more than 8000

-- Which of these entries are no longer pending. Most often they follow one another in the inbox,
-- and one question answers for all.
local function settled_of(inbox, group, entries)
    local call, count = redis.call, tostring(#entries)
    local pending = call('XPENDING', inbox, group, entries[1], entries[#entries], count)
    local all = #pending == #entries
    for i = 1, #pending do all = all and pending[i][1] == entries[i] end
    if all then return {} end
    local settled = {}
    for i = 1, #entries do
        local entry = entries[i]
        if #call('XPENDING', inbox, group, entry, entry, '1') == 0 then
            settled[#settled + 1] = entry
        end
    end
    return settled
end

local function commit(keys, args)
    local call = redis.call
    local triggers, events = tonumber(args[9]), tonumber(args[10])
    local arm, disarm = tonumber(args[11]), tonumber(args[12])
    local outbox = {tonumber(args[13]), tonumber(args[14]), tonumber(args[15])}
    local wanted = 16 + 3 * triggers + events + 2 * arm + disarm +
        outbox[1] + outbox[2] + outbox[3]
    if #args ~= wanted or triggers < 1 or triggers > 64 or arm > TIMERS or disarm > TIMERS then
        return redis.error_reply('BADARGS commit_1: ' .. #args .. ' arguments')
    end

    local entries = {}
    for i = 1, triggers do entries[i] = args[14 + 3 * i] end
    local settled = settled_of(keys[1], args[2], entries)
    if #settled > 0 then return {'l', unpack(settled)} end
    local head = call('HMGET', keys[3], 'version', 'chain')
    local version = head[1] or '0'
    if version ~= args[3] or (head[2] or '') ~= args[16] then return 's' end
    local earlier = {}
    if #keys > 9 then earlier = call('MGET', unpack(keys, 10)) end

    local at = 16 + 3 * triggers
    local base = tonumber(version)
    for i = 1, events do
        call('XADD', keys[2], string.format('%.0f-0', base + i), 'b', args[at + i])
    end
    at = at + events
    if events > 0 then
        call('HSET', keys[3], 'version', args[4], 'chain', args[5], 'now', args[6])
    end
    if args[7] ~= '' then call('HSET', keys[4], args[1], args[7]) end
    if arm > 0 then
        local timers = {}
        for i = 1, arm do
            timers[2 * i - 1] = args[at + 2 * i]
            timers[2 * i] = args[1] .. '|' .. args[at + 2 * i - 1]
        end
        call('ZADD', keys[5], unpack(timers))
    end
    at = at + 2 * arm
    if disarm > 0 then
        local timers = {}
        for i = 1, disarm do timers[i] = args[1] .. '|' .. args[at + i] end
        call('ZREM', keys[5], unpack(timers))
    end
    at = at + disarm
    for stream = 1, 3 do
        for i = 1, outbox[stream] do call('XADD', keys[5 + stream], '*', 'b', args[at + i]) end
        at = at + outbox[stream]
    end
    call('XADD', keys[9], 'MAXLEN', '~', FEED_ENTRIES, '*', 'b', args[8])
    local seen = 0
    for i = 1, triggers do
        if args[16 + 3 * i] == '1' then
            seen = seen + 1
            local hash = earlier[seen] and string.match(earlier[seen], '\n(.*)') or ''
            call('SET', keys[9 + seen], args[15 + 3 * i] .. '\n' .. hash, 'EX', SEEN_SECONDS)
        end
    end
    call('XACK', keys[1], args[2], unpack(entries))
    call('XDEL', keys[1], unpack(entries))
    return 'd'
end
redis.register_function('commit_1', commit)
