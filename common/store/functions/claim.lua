-- claim_1: takes over what other members of a group have held for too long.
--
--   KEYS  1 stream
--   ARGV  1 group   2 the member that takes   3 held for (ms)   4 how many at most
--
-- Replies {entries, vanished}: the entries [id, fields], now held by this member; and how many were
-- pending whose message is gone (dropped from the group; nothing of ours does that: alarm).
-- Errors: NOGROUP.
--
-- XAUTOCLAIM would also take what this member itself is still working on, and hand it out twice.
-- When there is nothing to take it only reads.
local PAGES = 16  -- of pending entries looked at in one call

local function claim(keys, args)
    local call = redis.call
    local most = tonumber(args[4])
    local ids, start = {}, '-'
    for _ = 1, PAGES do
        local page = call('XPENDING', keys[1], args[1], 'IDLE', args[3], start, '+', most)
        for _, held in ipairs(page) do
            if held[2] ~= args[2] and #ids < most then ids[#ids + 1] = held[1] end
        end
        if #page < most or #ids >= most then break end
        start = '(' .. page[#page][1]
    end
    if #ids == 0 then return {{}, 0} end
    local entries = {}
    for _, id in ipairs(ids) do
        local claimed = call('XCLAIM', keys[1], args[1], args[2], 0, id)
        if claimed[1] then entries[#entries + 1] = claimed[1] end
    end
    return {entries, #ids - #entries}
end
redis.register_function('claim_1', claim)
