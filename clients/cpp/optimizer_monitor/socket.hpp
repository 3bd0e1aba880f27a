// A stream socket that never blocks and never raises a signal, on POSIX and (TCP only, untested) on Windows.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#ifdef _WIN32
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <cerrno>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#endif

namespace optimizer_monitor::detail {

#ifdef _WIN32
using Handle = SOCKET;
using PollEntry = WSAPOLLFD;
inline constexpr Handle kNoHandle = INVALID_SOCKET;
inline void closeHandle(Handle handle) noexcept { ::closesocket(handle); }
inline bool isBusy() noexcept { return ::WSAGetLastError() == WSAEWOULDBLOCK; }
inline int pollHandle(PollEntry& entry, int milliseconds) noexcept { return ::WSAPoll(&entry, 1, milliseconds); }
inline void makeQuiet(Handle handle) noexcept {
    u_long on = 1;
    ::ioctlsocket(handle, FIONBIO, &on);
}
inline void startSockets() noexcept {
    WSADATA data;
    ::WSAStartup(MAKEWORD(2, 2), &data);
}
#else
using Handle = int;
using PollEntry = pollfd;
inline constexpr Handle kNoHandle = -1;
inline void closeHandle(Handle handle) noexcept { ::close(handle); }
inline bool isBusy() noexcept {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == EINPROGRESS;
}
inline int pollHandle(PollEntry& entry, int milliseconds) noexcept { return ::poll(&entry, 1, milliseconds); }
inline void makeQuiet(Handle handle) noexcept {
    ::fcntl(handle, F_SETFL, ::fcntl(handle, F_GETFL, 0) | O_NONBLOCK);
    ::fcntl(handle, F_SETFD, FD_CLOEXEC);
#ifdef SO_NOSIGPIPE
    const int on = 1;
    ::setsockopt(handle, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
}
inline void startSockets() noexcept {}
#endif

#ifdef MSG_NOSIGNAL
inline constexpr int kSendFlags = MSG_NOSIGNAL;
#else
inline constexpr int kSendFlags = 0;
#endif

/** Where the engine listens. */
struct Endpoint {
    /** Of a Unix socket; empty with TCP. */
    std::string path{};
    std::string host{}, port{};

    /** Reads `unix:/path` or `tcp://127.0.0.1:port`; false for anything else. */
    static bool parse(std::string_view text, Endpoint& endpoint) {
        if (text.substr(0, 5) == "unix:") {
            endpoint.path = text.substr(5);
#ifdef _WIN32
            return false;
#else
            return !endpoint.path.empty() && endpoint.path.size() < sizeof(sockaddr_un::sun_path);
#endif
        }
        if (text.substr(0, 6) != "tcp://") return false;
        text.remove_prefix(6);
        if (!text.empty() && text.back() == '/') text.remove_suffix(1);
        const std::size_t colon = text.rfind(':');
        if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
        endpoint.host = text.substr(0, colon);
        endpoint.port = text.substr(colon + 1);
        if (endpoint.host == "localhost") endpoint.host = "127.0.0.1";
        const bool isBracketed = endpoint.host.front() == '[' && endpoint.host.back() == ']';
        if (isBracketed) endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
        const long port = std::atol(endpoint.port.c_str());
        return port > 0 && port < 65'536 && endpoint.port.find_first_not_of("0123456789") == std::string::npos;
    }
};

/** One connection at a time. */
class Socket {
public:
    Socket() = default;
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    bool isOpen() const noexcept { return handle_ != kNoHandle; }

    /** Begins to connect; false when that failed at once. */
    bool open(const Endpoint& endpoint) { return endpoint.path.empty() ? openTcp(endpoint) : openUnix(endpoint.path); }

    /** Bytes that went out: 0 when it takes none for now, -1 when the connection is gone. */
    long send(const char* bytes, std::size_t count) noexcept {
        const auto sent = ::send(handle_, bytes, static_cast<SizeToSend>(count), kSendFlags);
        return sent >= 0 ? static_cast<long>(sent) : isBusy() ? 0 : -1;
    }

    /** Bytes that came in: 0 when there are none for now, -1 when the connection is gone. */
    long receive(char* bytes, std::size_t count) noexcept {
        const auto received = ::recv(handle_, bytes, static_cast<SizeToSend>(count), 0);
        return received > 0 ? static_cast<long>(received) : received < 0 && isBusy() ? 0 : -1;
    }

    /** Waits until something comes in, or until it takes bytes where that is wanted; at most so long. */
    bool wait(bool toSend, int milliseconds) noexcept {
        PollEntry entry{handle_, static_cast<short>(toSend ? POLLIN | POLLOUT : POLLIN), 0};
        return pollHandle(entry, milliseconds) > 0;
    }

    /** Whether a connection that was begun is there or has failed. */
    bool isDecided() noexcept {
        PollEntry entry{handle_, POLLOUT, 0};
        return pollHandle(entry, 0) > 0;
    }

    /** After that: whether it is there. */
    bool hasError() noexcept {
        int error = 0;
        socklen_t length = sizeof error;
        const int result = ::getsockopt(handle_, SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&error), &length);
        return result != 0 || error != 0;
    }

    /** Also for a forked child, which must not hold its parent's connection open. */
    void close() noexcept {
        const Handle handle = handle_.exchange(kNoHandle);
        if (handle != kNoHandle) closeHandle(handle);
    }

private:
#ifdef _WIN32
    using SizeToSend = int;
    bool openUnix(const std::string&) { return false; }
#else
    using SizeToSend = std::size_t;
    bool openUnix(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
        return connect(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
#endif

    bool openTcp(const Endpoint& endpoint) {
        addrinfo hints{};
        hints.ai_socktype = SOCK_STREAM;
        // Looking a name up could take long; the engine gives a number.
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
        addrinfo* found = nullptr;
        if (::getaddrinfo(endpoint.host.c_str(), endpoint.port.c_str(), &hints, &found) != 0) return false;
        bool isBegun = false;
        for (const addrinfo* at = found; at != nullptr && !isBegun; at = at->ai_next) {
            isBegun = connect(at->ai_family, at->ai_addr, static_cast<socklen_t>(at->ai_addrlen));
        }
        ::freeaddrinfo(found);
        return isBegun;
    }

    bool connect(int family, const sockaddr* address, socklen_t length) {
        const Handle handle = ::socket(family, SOCK_STREAM, 0);
        if (handle == kNoHandle) return false;
        handle_ = handle;
        makeQuiet(handle);
        // A local socket connects at once or not at all: "busy" then means that too many are waiting.
        const bool isBegun = ::connect(handle, address, length) == 0 || (isBusy() && family != kLocalFamily);
        if (!isBegun) close();
        return isBegun;
    }

#ifdef _WIN32
    static constexpr int kLocalFamily = -1;
#else
    static constexpr int kLocalFamily = AF_UNIX;
#endif
    std::atomic<Handle> handle_{kNoHandle};
};

}  // namespace optimizer_monitor::detail
