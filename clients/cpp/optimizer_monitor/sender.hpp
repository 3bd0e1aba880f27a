// The thread that formats what was recorded and sends it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#ifndef _WIN32
#include <csignal>
#endif

#include "connection.hpp"
#include "timers.hpp"

namespace optimizer_monitor::detail {

/** Unix seconds. */
inline double unixTime() noexcept {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/** Takes what was recorded to the engine, ten times a second. */
class Sender {
public:
    Sender(Endpoint endpoint, RecordBuffer& buffer, Timers& timers, std::function<std::string()> hello)
        : connection_(std::move(endpoint)), buffer_(buffer), timers_(timers), hello_(std::move(hello)) {}

    /** Starts the thread, which takes no signals: they are the program's. */
    void start() {
#ifdef _WIN32
        thread_ = std::thread([this] { run(); });
#else
        sigset_t all, before;
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before);
        try {
            thread_ = std::thread([this] { run(); });
        } catch (...) {
            ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
            throw;
        }
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
#endif
    }

    /**
     * Waits until the engine has everything recorded so far; where `isLast`, not long for one that never was there: an editor
     * starts it when the first program starts, and a short program may be over before it is there.
     */
    bool flush(milliseconds patience, bool isLast) {
        collectComponents();
        const std::uint64_t target = buffer_.pushed();
        std::unique_lock lock(mutex_);
        flushTarget_ = std::max(flushTarget_, target);
        isWoken_ = true;
        wake_.notify_all();
        const auto started = Clock::now() + kEngineStarts;
        const auto isVain = [&] { return isLast && isHopeless_ && Clock::now() >= started; };
        progress_.wait_for(lock, patience, [&] { return delivered_ >= target || hasEnded_ || isVain(); });
        return delivered_ >= target;
    }

    /** Ends the thread. One that does not come to its end soon is left behind; its memory is never freed. */
    void stop() {
        std::unique_lock lock(mutex_);
        isStopping_ = isWoken_ = true;
        wake_.notify_all();
        const bool isOver = progress_.wait_for(lock, milliseconds(200), [this] { return hasEnded_; });
        lock.unlock();
        if (!thread_.joinable()) return;
        if (isOver) thread_.join();
        else thread_.detach();
    }

    /** In a forked child, which has no such thread: lets go of the socket. */
    void abandon() noexcept { connection_.abandon(); }

private:
    static constexpr milliseconds kSendEvery{100};
    static constexpr milliseconds kComponentsEvery{250};
    static constexpr milliseconds kAnswerSlice{20};
    static constexpr milliseconds kEngineStarts{500};
    static constexpr std::size_t kBatchEvents = 500;
    static constexpr std::size_t kBatchBytes = 200'000;

    void run() noexcept {
        while (!isStopping()) {
            try {
                turn(Clock::now());
                pause();
            } catch (...) {
                // Out of memory. What had become a batch is sent again over the next connection, the rest is counted.
                connection_.close();
                buffer_.countDropped(std::exchange(formatted_, 0));
                std::this_thread::sleep_for(kSendEvery);
            }
        }
        connection_.close();
        const std::lock_guard lock(mutex_);
        hasEnded_ = true;
        progress_.notify_all();
    }

    void turn(Clock::time_point now) {
        if (connection_.comesUp(now)) greet();
        // While nobody takes them, they are added up where they are.
        if (now >= componentsAt_ && connection_.isUp() && !outbox_.isFull()) {
            collectComponents();
            componentsAt_ = now + kComponentsEvery;
        }
        if (now >= sendAt_ || isFlushing()) {
            isDraining_ = true;
            sendAt_ = now + kSendEvery;
        }
        exchange();
        if (isDraining_ && connection_.isUp()) fillBatches();
        exchange();
        report();
    }

    void greet() {
        connection_.queue(hello_());
        // The engine drops those that it had acknowledged before the last connection broke.
        for (const Outbox::Batch& batch : outbox_.batches()) connection_.queue(batch.line);
    }

    void exchange() {
        connection_.exchange([this](std::string_view line) { understand(line); });
    }

    void understand(std::string_view line) {
        const std::string_view type = memberOf(line, "\"type\"");
        if (type != "welcome" && type != "ack") return;
        wasWelcomed_ = true;
        const std::string_view sequence = memberOf(line, type == "ack" ? "\"sequence\"" : "\"acknowledged\"");
        std::uint64_t value = 0;
        std::from_chars(sequence.data(), sequence.data() + sequence.size(), value);
        outbox_.acknowledge(value);
    }

    void fillBatches() {
        while (!outbox_.isFull()) {
            const std::string events = formatSome();
            if (events.empty()) {
                isDraining_ = false;
                return;
            }
            const std::string& line = outbox_.add(events, position());
            formatted_ = 0;
            connection_.queue(line);
        }
    }

    /** Events for one batch, with commas between them. */
    std::string formatSome() {
        std::string events;
        if (const std::uint64_t dropped = buffer_.takeDropped(); dropped > 0) {
            formatted_ += dropped;
            beginEvent(events, "dropped");
            addNumber(events, "count", static_cast<double>(dropped));
            endEvent(events, unixTime());
        }
        RecordHead head;
        const char* payload = nullptr;
        for (std::size_t count = 0; count < kBatchEvents && events.size() < kBatchBytes; ++count) {
            if (!next(head, payload)) break;
            ++formatted_;
            const std::size_t before = events.size();
            if (before > 0) events += ',';
            formatRecord(events, head, payload);
            if (events.size() - before <= kMaxEventBytes) continue;
            events.resize(before);
            --formatted_;
            buffer_.countDropped();
        }
        return events;
    }

    bool next(RecordHead& head, const char*& payload) {
        while (!reader_.next(head, payload)) {
            if (!buffer_.take(inHand_)) return false;
            reader_ = ChunkReader(inHand_);
            leftInHand_ = inHand_.count;
        }
        --leftInHand_;
        return true;
    }

    /** How many of the events ever recorded were formatted or dropped. */
    std::uint64_t position() const noexcept { return buffer_.passed() - leftInHand_; }

    void collectComponents() {
        const double time = unixTime();
        for (const std::string& event : timers_.collect(time)) {
            buffer_.append(Kind::text, time, [&event](std::string& out) { out += event; });
        }
    }

    void report() {
        const std::lock_guard lock(mutex_);
        delivered_ = outbox_.isEmpty() ? position() : outbox_.acknowledgedUpTo();
        isHopeless_ = !wasWelcomed_ && connection_.isDown();
        progress_.notify_all();
    }

    /** Until there is something to do: an answer, the time to send or to connect, or a call from outside. */
    void pause() {
        const bool expectsAnswer = connection_.isUp() && (connection_.hasOutput() || !outbox_.isEmpty());
        if (expectsAnswer) return connection_.wait(kAnswerSlice);
        const auto soonest = std::max(connection_.nextAttempt(), Clock::now() + milliseconds(5));
        const auto due = connection_.isUp() ? sendAt_ : std::min(sendAt_, soonest);
        std::unique_lock lock(mutex_);
        wake_.wait_until(lock, due, [this] { return isWoken_; });
        isWoken_ = false;
    }

    bool isFlushing() {
        const std::lock_guard lock(mutex_);
        return flushTarget_ > delivered_;
    }

    bool isStopping() {
        const std::lock_guard lock(mutex_);
        return isStopping_;
    }

    Connection connection_;
    RecordBuffer& buffer_;
    Timers& timers_;
    const std::function<std::string()> hello_;
    std::thread thread_;

    // The thread's own.
    Outbox outbox_;
    Chunk inHand_;
    ChunkReader reader_;
    std::size_t leftInHand_ = 0;
    /** Events, and dropped ones to be told of, that are not in a batch yet. */
    std::uint64_t formatted_ = 0;
    Clock::time_point sendAt_{}, componentsAt_{};
    bool isDraining_ = false, wasWelcomed_ = false;

    // Between the threads.
    std::mutex mutex_;
    std::condition_variable wake_, progress_;
    std::uint64_t flushTarget_ = 0, delivered_ = 0;
    bool isWoken_ = false, isStopping_ = false, hasEnded_ = false, isHopeless_ = false;
};

}  // namespace optimizer_monitor::detail
