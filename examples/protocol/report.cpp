// Reports an optimization from C++17: differential evolution on Rosenbrock's function. See docs/protocol.md.
// Build: g++ -std=c++17 -O2 -o report report.cpp
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

double unixTime() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// A number as JSON; what JSON has no literal for travels as a string.
std::string number(double value) {
    if (std::isnan(value)) return "\"NaN\"";
    if (std::isinf(value)) return value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", value);
    return text;
}

std::string quoted(const std::string& text) {
    std::string json = "\"";
    for (const unsigned char c : text) {
        char escape[8];
        if (c == '"' || c == '\\') json += '\\';
        if (c < 0x20) {
            std::snprintf(escape, sizeof escape, "\\u%04x", c);
            json += escape;
        } else {
            json += static_cast<char>(c);
        }
    }
    return json + "\"";
}

const char* environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

// Sends events in batches and keeps each batch until the engine has acknowledged it. Never blocks, except in `close`.
class Monitor {
public:
    Monitor() : endpoint_(environment("OPTIMIZER_MONITOR_ENDPOINT")) {
        std::random_device device;
        char id[40];
        std::snprintf(id, sizeof id, "%08x%08x", device(), device());
        id_ = id;
        connect();
    }
    Monitor(const Monitor&) = delete;
    Monitor& operator=(const Monitor&) = delete;
    ~Monitor() { close(std::chrono::seconds(2)); }

    std::string nextRun() { return id_ + "-" + std::to_string(++runs_); }

    // Adds one event, given as the members of its JSON object; the time is added here.
    void record(const std::string& members) {
        if (endpoint_.empty()) return;
        if (waiting_.size() >= kCapacity) {
            waiting_.pop_front();
            ++dropped_;
        }
        waiting_.push_back("{" + members + ",\"time\":" + number(unixTime()) + "}");
        if (unixTime() - sentAt_ > 0.1) turn();
    }

    // Says goodbye and waits until the engine has everything.
    void close(std::chrono::milliseconds patience) {
        if (closed_ || endpoint_.empty()) return;
        closed_ = true;
        const double deadline = unixTime() + patience.count() / 1000.0;
        record("\"type\":\"bye\"");
        turn();
        while (!(batches_.empty() && waiting_.empty()) && unixTime() < deadline && (welcomed_ || socket_ >= 0)) {
            pollfd ready{socket_, static_cast<short>(POLLIN | (output_.empty() ? 0 : POLLOUT)), 0};
            ::poll(&ready, 1, 20);
            turn();
        }
        disconnect();
    }

private:
    struct Batch {
        long sequence;
        std::string line;
    };
    static constexpr std::size_t kCapacity = 50000;
    static constexpr std::size_t kBatchEvents = 500;
    static constexpr std::size_t kWindow = 32;

    void turn() {
        sentAt_ = unixTime();
        if (socket_ < 0 && sentAt_ >= retryAt_) connect();
        if (socket_ < 0) return;
        receive();
        while (socket_ >= 0 && batches_.size() < kWindow && (!waiting_.empty() || dropped_ > 0)) makeBatch();
        write();
    }

    void makeBatch() {
        std::string events;
        if (dropped_ > 0) events = "{\"type\":\"dropped\",\"count\":" + std::to_string(std::exchange(dropped_, 0)) + "}";
        for (std::size_t i = 0; i < kBatchEvents && !waiting_.empty(); ++i) {
            if (!events.empty()) events += ',';
            events += waiting_.front();
            waiting_.pop_front();
        }
        ++sequence_;
        batches_.push_back({sequence_, "{\"type\":\"batch\",\"sequence\":" + std::to_string(sequence_) + ",\"events\":[" + events + "]}\n"});
        output_ += batches_.back().line;
    }

    void connect() {
        if (endpoint_.rfind("unix:", 0) == 0) connectUnix(endpoint_.substr(5));
        if (endpoint_.rfind("tcp://", 0) == 0) connectTcp(endpoint_.substr(6));
        retryAt_ = unixTime() + 0.05;
        if (socket_ < 0) return;
        const auto optional = [](const char* name) {
            const std::string value = environment(name);
            return value.empty() ? std::string("null") : quoted(value);
        };
        input_.clear();
        output_ = "{\"type\":\"hello\",\"protocol\":1,\"client\":\"c++\",\"id\":" + quoted(id_) +
                  ",\"pid\":" + std::to_string(::getpid()) + ",\"ppid\":" + std::to_string(::getppid()) +
                  ",\"session\":" + optional("OPTIMIZER_MONITOR_SESSION") +
                  ",\"token\":" + optional("OPTIMIZER_MONITOR_TOKEN") + ",\"time\":" + number(unixTime()) + "}\n";
        // What the last connection may have lost; the engine drops what it has already.
        for (const Batch& batch : batches_) output_ += batch.line;
    }

    void connectUnix(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path.size() >= sizeof address.sun_path) return;
        std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
        open(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }

    void connectTcp(const std::string& hostAndPort) {
        const auto colon = hostAndPort.rfind(':');
        if (colon == std::string::npos) return;
        addrinfo hints{};
        hints.ai_socktype = SOCK_STREAM;
        addrinfo* found = nullptr;
        const std::string port = hostAndPort.substr(colon + 1);
        if (::getaddrinfo(hostAndPort.substr(0, colon).c_str(), port.c_str(), &hints, &found) != 0) return;
        open(found->ai_family, found->ai_addr, found->ai_addrlen);
        ::freeaddrinfo(found);
    }

    void open(int family, const sockaddr* address, socklen_t length) {
        socket_ = ::socket(family, SOCK_STREAM, 0);
        if (socket_ >= 0 && ::connect(socket_, address, length) != 0) disconnect();
    }

    void write() {
        while (socket_ >= 0 && !output_.empty()) {
            const ssize_t sent = ::send(socket_, output_.data(), output_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
            if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return;
            if (sent < 0) return disconnect();
            output_.erase(0, static_cast<std::size_t>(sent));
        }
    }

    void receive() {
        char chunk[4096];
        while (socket_ >= 0) {
            const ssize_t length = ::recv(socket_, chunk, sizeof chunk, MSG_DONTWAIT);
            if (length < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return;
            if (length <= 0) return disconnect();
            input_.append(chunk, static_cast<std::size_t>(length));
            for (std::size_t end; (end = input_.find('\n')) != std::string::npos; input_.erase(0, end + 1)) {
                understand(input_.substr(0, end));
            }
        }
    }

    // The engine's lines are flat objects, so looking for two members is all the parsing that is needed.
    void understand(const std::string& line) {
        const bool isWelcome = line.find("\"welcome\"") != std::string::npos;
        welcomed_ = welcomed_ || isWelcome;
        const std::string member = isWelcome ? "\"acknowledged\":" : "\"sequence\":";
        const auto at = line.find(member);
        if (at == std::string::npos) return;
        const long acknowledged = std::atol(line.c_str() + at + member.size());
        while (!batches_.empty() && batches_.front().sequence <= acknowledged) batches_.pop_front();
    }

    void disconnect() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }

    std::string endpoint_, id_, input_, output_;
    std::deque<std::string> waiting_;
    std::deque<Batch> batches_;
    int socket_ = -1;
    long sequence_ = 0, dropped_ = 0, runs_ = 0;
    double sentAt_ = 0, retryAt_ = 0;
    bool welcomed_ = false, closed_ = false;
};

constexpr std::size_t kDimension = 4, kPopulation = 40, kGenerations = 300;
using Point = std::array<double, kDimension>;

double rosenbrock(const Point& x) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < kDimension; ++i) {
        sum += 100 * std::pow(x[i + 1] - x[i] * x[i], 2) + std::pow(1 - x[i], 2);
    }
    return sum;
}

// One generation of DE/rand/1/bin.
void evolve(std::vector<Point>& population, std::vector<double>& values, std::mt19937& random) {
    std::uniform_int_distribution<std::size_t> pick(0, kPopulation - 1), dimension(0, kDimension - 1);
    std::uniform_real_distribution<double> unit(0, 1);
    for (std::size_t i = 0; i < kPopulation; ++i) {
        const Point &a = population[pick(random)], &b = population[pick(random)], &c = population[pick(random)];
        Point trial = population[i];
        const std::size_t always = dimension(random);
        for (std::size_t d = 0; d < kDimension; ++d) {
            if (d == always || unit(random) < 0.9) trial[d] = a[d] + 0.7 * (b[d] - c[d]);
        }
        const double value = rosenbrock(trial);
        if (value <= values[i]) {
            population[i] = trial;
            values[i] = value;
        }
    }
}

}  // namespace

int main() {
    Monitor monitor;
    std::mt19937 random(42);
    std::uniform_real_distribution<double> start(-2, 2);
    std::vector<Point> population(kPopulation);
    for (Point& point : population) std::generate(point.begin(), point.end(), [&] { return start(random); });
    std::vector<double> values(kPopulation);
    std::transform(population.begin(), population.end(), values.begin(), rosenbrock);

    const std::string run = "\"run\":" + quoted(monitor.nextRun());
    monitor.record("\"type\":\"run_start\"," + run +
                   ",\"algorithm\":\"DE\",\"problem\":\"Rosenbrock\",\"direction\":\"minimize\",\"seed\":42,\"target\":1e-8" +
                   ",\"dimension\":" + std::to_string(kDimension) + ",\"population_size\":" + std::to_string(kPopulation) +
                   ",\"parameters\":{\"F\":0.7,\"CR\":0.9}");
    double best = 0;
    std::size_t evaluations = kPopulation;
    for (std::size_t generation = 1; generation <= kGenerations; ++generation) {
        const auto begin = std::chrono::steady_clock::now();
        evolve(population, values, random);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        evaluations += kPopulation;
        best = *std::min_element(values.begin(), values.end());
        double mean = 0;
        for (const double value : values) mean += value / kPopulation;
        monitor.record("\"type\":\"iteration\"," + run + ",\"iteration\":" + std::to_string(generation) + ",\"evaluations\":" +
                       std::to_string(evaluations) + ",\"best\":" + number(best) + ",\"mean\":" + number(mean));
        monitor.record("\"type\":\"component\",\"name\":\"Evolve\",\"count\":1,\"total\":" + number(seconds) +
                       ",\"min\":" + number(seconds) + ",\"max\":" + number(seconds) +
                       ",\"source\":{\"file\":" + quoted(__FILE__) + ",\"line\":" + std::to_string(__LINE__) + "}");
    }
    const Point& solution = population[static_cast<std::size_t>(std::min_element(values.begin(), values.end()) - values.begin())];
    std::string list;
    for (const double x : solution) list += (list.empty() ? "" : ",") + number(x);
    monitor.record("\"type\":\"run_end\"," + run + ",\"status\":\"completed\",\"converged\":" + (best < 1e-8 ? "true" : "false") +
                   ",\"termination\":\"iterations\",\"best\":" + number(best) + ",\"evaluations\":" + std::to_string(evaluations) +
                   ",\"solution\":[" + list + "]");
    monitor.close(std::chrono::seconds(2));
    std::printf("best %g after %zu evaluations\n", best, evaluations);
}
