-- submit_1: a command enters an inbox, once.
--
--   KEYS  1 inbox   2 seen:<command>
--   ARGV  1 hash of the body   2 the command (bytes of v1::Command)
--
-- Replies, one string:
--   "p"            pending: it waits in the inbox (now, or since an earlier call)
--   "a<version>"   accepted earlier; <version> of the aggregate after it
--   "r<code>"      rejected earlier; <code> of v1::Rejection
--   "c"            conflict: this id was used with another body. Nothing changed.
-- Errors: none of its own.
--
-- seen:<command> holds "<outcome>\n<hash of the body>". While a command is pending it never
-- expires; whoever settles the command gives it its seven days.
local function submit(keys, args)
    local earlier = redis.call('SET', keys[2], 'p\n' .. args[1], 'NX', 'GET')
    if earlier then
        local at = string.find(earlier, '\n', 1, true)
        if string.sub(earlier, at + 1) ~= args[1] then return 'c' end
        return string.sub(earlier, 1, at - 1)
    end
    redis.call('XADD', keys[1], '*', 'b', args[2])
    return 'p'
end
redis.register_function('submit_1', submit)
