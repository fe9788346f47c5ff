-- lease_1: who works on something for a while, so that nobody else does the same beside her.
--
--   KEYS  1 lease
--   ARGV  1 holder   2 term (ms); 0: gives it back
--
-- Replies 1: it is this holder's, for the whole term from now (or was, and is given back);
-- 0: another one's, and nothing was changed. It is Redis that counts the term.
local function lease(keys, args)
    local held = redis.call('GET', keys[1])
    if held and held ~= args[1] then return 0 end
    if args[2] == '0' then
        redis.call('DEL', keys[1])
    else
        redis.call('SET', keys[1], args[1], 'PX', args[2])
    end
    return 1
end
redis.register_function('lease_1', lease)
