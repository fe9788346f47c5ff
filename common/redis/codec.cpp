#include "common/redis/codec.hpp"

#include <new>

#include <hiredis/hiredis.h>
#include <hiredis/read.h>

#include "common/base/check.hpp"

namespace relais::redis {
namespace {

constexpr int elements_max = 1 << 20;             // of one array
constexpr std::size_t idle_buffer_max = 1 << 20;  // kept between replies, so as not to grow again

Reply::Kind kind_of(const redisReadTask& task) {
    switch (task.type) {
        case REDIS_REPLY_STRING:
            return Reply::Kind::string;
        case REDIS_REPLY_STATUS:
            return Reply::Kind::status;
        case REDIS_REPLY_ERROR:
            return Reply::Kind::error;
        case REDIS_REPLY_INTEGER:
            return Reply::Kind::integer;
        case REDIS_REPLY_ARRAY:
            return Reply::Kind::array;
        default:
            return Reply::Kind::nil;
    }
}

// The root is ours to delete; every other reply lives in its parent's elements.
Reply* place(const redisReadTask* task) {
    if (task->parent == nullptr) return new Reply;
    auto* parent = static_cast<Reply*>(task->parent->obj);
    return &parent->elements[static_cast<std::size_t>(task->idx)];
}

// hiredis takes a null object for "out of memory" and stops: nothing may throw through its C.
template <class Fill>
void* make(const redisReadTask* task, Fill fill) {
    try {
        Reply* reply = place(task);
        reply->kind = kind_of(*task);
        fill(*reply);
        return reply;
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

void* make_string(const redisReadTask* task, char* text, std::size_t length) {
    return make(task, [&](Reply& reply) { reply.text.assign(text, length); });
}

void* make_array(const redisReadTask* task, int elements) {
    if (elements > elements_max) return nullptr;
    return make(task, [&](Reply& reply) {
        reply.elements.resize(static_cast<std::size_t>(elements < 0 ? 0 : elements));
    });
}

void* make_integer(const redisReadTask* task, long long value) {
    return make(task, [&](Reply& reply) { reply.integer = value; });
}

void* make_nil(const redisReadTask* task) {
    return make(task, [](Reply& reply) { reply.kind = Reply::Kind::nil; });
}

void drop(void* reply) { delete static_cast<Reply*>(reply); }

redisReplyObjectFunctions functions{make_string, make_array, make_integer, make_nil, drop};

}  // namespace

std::string format(const Args& args) {
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    texts.reserve(args.size());
    lengths.reserve(args.size());
    for (const std::string& arg : args) {
        texts.push_back(arg.data());
        lengths.push_back(arg.size());
    }
    char* formatted = nullptr;
    const int size = redisFormatCommandArgv(&formatted, static_cast<int>(args.size()), texts.data(),
                                            lengths.data());
    check(size > 0, "there is memory for a command");
    std::string out(formatted, static_cast<std::size_t>(size));
    redisFreeCommand(formatted);
    return out;
}

ReplyReader::ReplyReader(std::size_t reply_bytes_max)
    : reply_bytes_max_(reply_bytes_max), reader_(redisReaderCreateWithFunctions(&functions)) {
    check(reader_ != nullptr, "there is memory for a reply reader");
    reader_->maxbuf = idle_buffer_max;
}

ReplyReader::~ReplyReader() { redisReaderFree(reader_); }

void ReplyReader::feed(std::string_view bytes) {
    bytes_since_reply_ += bytes.size();
    redisReaderFeed(reader_, bytes.data(), bytes.size());  // a failure shows at the next reply
}

Result<bool> ReplyReader::next(Reply& reply) {
    void* object = nullptr;
    if (redisReaderGetReply(reader_, &object) != REDIS_OK)
        return fault(FaultCode::malformed, "read a reply", reader_->errstr);
    if (object == nullptr) {
        if (bytes_since_reply_ > reply_bytes_max_)
            return fault(FaultCode::malformed, "read a reply", "longer than reply_bytes_max");
        return false;
    }
    const std::unique_ptr<Reply> whole(static_cast<Reply*>(object));
    reply = std::move(*whole);
    bytes_since_reply_ = reader_->len - reader_->pos;
    return true;
}

}  // namespace relais::redis
