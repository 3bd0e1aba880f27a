// The way to the engine: connects, connects again, cuts what comes in into lines; and what is under way.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "socket.hpp"

namespace optimizer_monitor::detail {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/** Held while a socket is made, and during a fork: so a child knows every socket that it inherits. */
inline std::mutex& forkMutex() {
    static std::mutex mutex;
    return mutex;
}

/** The text or number of a member in one of the engine's lines, which are flat objects; empty where it is not there. */
inline std::string_view memberOf(std::string_view line, std::string_view quotedName) noexcept {
    const std::size_t at = line.find(quotedName);
    if (at == std::string_view::npos) return {};
    line.remove_prefix(at + quotedName.size());
    line.remove_prefix(std::min(line.find_first_not_of(" :\t\""), line.size()));
    return line.substr(0, line.find_first_of("\",} "));
}

/** Batches under way: kept until the engine has them, to be sent again over the next connection if this one breaks. */
class Outbox {
public:
    struct Batch {
        std::uint64_t sequence;
        std::string line;
        /** The buffer's position after this batch's events. */
        std::uint64_t upTo;
    };

    /** Whether no more should be added until the engine has caught up. */
    bool isFull() const noexcept { return bytes_ >= kMaxBytes; }
    bool isEmpty() const noexcept { return batches_.empty(); }
    /** The buffer's position up to which the engine has everything. */
    std::uint64_t acknowledgedUpTo() const noexcept { return acknowledgedUpTo_; }
    const std::deque<Batch>& batches() const noexcept { return batches_; }

    /** Makes the next batch of events in JSON, with commas between them; gives back its line. */
    const std::string& add(const std::string& events, std::uint64_t upTo) {
        const std::uint64_t sequence = sequence_ + 1;
        std::string line = "{\"type\":\"batch\",\"sequence\":" + std::to_string(sequence);
        line += ",\"events\":[" + events + "]}\n";
        batches_.push_back({sequence, std::move(line), upTo});
        sequence_ = sequence;
        bytes_ += batches_.back().line.size();
        return batches_.back().line;
    }

    /** The engine has all batches up to this one. */
    void acknowledge(std::uint64_t sequence) noexcept {
        while (!batches_.empty() && batches_.front().sequence <= sequence) {
            bytes_ -= batches_.front().line.size();
            acknowledgedUpTo_ = batches_.front().upTo;
            batches_.pop_front();
        }
    }

private:
    static constexpr std::size_t kMaxBytes = 4'000'000;

    std::deque<Batch> batches_;
    std::uint64_t sequence_ = 0, acknowledgedUpTo_ = 0;
    std::size_t bytes_ = 0;
};

/** A connection that comes back. Used by one thread, except for `abandon`. */
class Connection {
public:
    explicit Connection(Endpoint endpoint) : endpoint_(std::move(endpoint)) {}

    bool isUp() const noexcept { return isUp_; }
    bool hasOutput() const noexcept { return sent_ < output_.size(); }
    /** Whether the last attempt to connect failed. */
    bool isDown() const noexcept { return !socket_.isOpen() && failures_ > 0; }
    Clock::time_point nextAttempt() const noexcept { return nextAttempt_; }

    /** Connects where that is due; true at the moment when a connection is there. */
    bool comesUp(Clock::time_point now) {
        if (isUp_) return false;
        if (!socket_.isOpen()) {
            if (now < nextAttempt_) return false;
            const std::lock_guard lock(forkMutex());
            if (!socket_.open(endpoint_)) return fail(now), false;
        }
        if (!socket_.isDecided()) return false;
        if (socket_.hasError()) return fail(now), false;
        input_.clear();
        output_.clear();
        sent_ = 0;
        return isUp_ = true;
    }

    void queue(std::string_view line) { output_ += line; }

    /** Writes what the socket takes, and gives each line that came in to `onLine`. */
    template <class OnLine>
    void exchange(OnLine&& onLine) {
        if (!isUp_) return;
        if (!write() || !read(onLine)) fail(Clock::now());
    }

    /** Waits for the socket; where there is none, not at all. */
    void wait(milliseconds time) noexcept {
        if (socket_.isOpen()) socket_.wait(hasOutput() || !isUp_, static_cast<int>(time.count()));
    }

    void close() noexcept {
        socket_.close();
        isUp_ = false;
    }

    /** In a forked child: lets go of the parent's socket. */
    void abandon() noexcept { socket_.close(); }

private:
    static constexpr int kQuickRetries = 40;
    static constexpr milliseconds kFirstRetry{50};
    static constexpr std::size_t kMaxLine = 1 << 20;

    void fail(Clock::time_point now) noexcept {
        close();
        const int slower = std::clamp(failures_ - kQuickRetries + 1, 0, 5);
        nextAttempt_ = now + std::min(kFirstRetry * (1 << slower), milliseconds(1000));
        ++failures_;
    }

    bool write() noexcept {
        while (hasOutput()) {
            const long sent = socket_.send(output_.data() + sent_, output_.size() - sent_);
            if (sent < 0) return false;
            if (sent == 0) break;
            sent_ += static_cast<std::size_t>(sent);
        }
        if (sent_ > kMaxLine) {
            output_.erase(0, sent_);
            sent_ = 0;
        }
        if (!hasOutput()) {
            output_.clear();
            sent_ = 0;
        }
        return true;
    }

    template <class OnLine>
    bool read(OnLine&& onLine) {
        char chunk[16'384];
        for (;;) {
            const long length = socket_.receive(chunk, sizeof chunk);
            if (length < 0) return false;
            if (length == 0) return true;
            failures_ = 0;
            input_.append(chunk, static_cast<std::size_t>(length));
            std::size_t begin = 0;
            for (std::size_t end; (end = input_.find('\n', begin)) != std::string::npos; begin = end + 1) {
                onLine(std::string_view(input_).substr(begin, end - begin));
            }
            input_.erase(0, begin);
            if (input_.size() > kMaxLine) return false;
        }
    }

    const Endpoint endpoint_;
    Socket socket_;
    std::string input_, output_;
    std::size_t sent_ = 0;
    bool isUp_ = false;
    int failures_ = 0;
    Clock::time_point nextAttempt_{};
};

}  // namespace optimizer_monitor::detail
