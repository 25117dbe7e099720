// Receiving: message and envelope as qmail-queue takes them, and the exit
// code of everything that can be wrong with them.

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/io.h"
#include "queue/gate.h"
#include "tests/base/forked.h"
#include "tests/mail/config_file.h"

namespace sallyport {

using test::ConfigFile;
using test::ConfigValues;
using test::Forked;
using test::TemporaryDirectory;

namespace {

constexpr int kTaken = 200;  // not an exit code of the gate
const std::string kMessage = std::string("From: a\n\n\0body\xFF\n", 16);

std::string Bytes(std::string_view text) {
  std::string bytes(text);
  for (char& c : bytes)
    if (c == '|') c = '\0';
  return bytes;
}

Fd File(const std::string& bytes) {
  Fd file(::memfd_create("input", MFD_CLOEXEC));
  if (!WriteAll(file.get(), bytes).ok()) file.Reset();
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

/// Receives in a process of its own, which alone has these as its
/// descriptors 0 and 1; `look` tells what it took by another code.
int ReceiveFrom(const std::string& message, const Fd& envelope_file,
                const std::function<int(const Gate&)>& look = {},
                const ConfigValues& changes = {}) {
  ConfigValues values = {{"limits.message_bytes", "2000"},
                         {"limits.recipients", "3"},
                         {"limits.free_bytes", "0"},
                         {"receive_seconds", "60"},
                         {"deadline_seconds", "60"}};
  for (const auto& [key, value] : changes) values[key] = value;
  const ConfigFile file(values);
  const TemporaryDirectory lanes;
  Forked receiver([&] {
    const Fd message_file = File(message);
    if (::dup2(message_file.get(), 0) != 0 ||
        ::dup2(envelope_file.get(), 1) != 1)
      return 201;
    Gate gate;
    gate.config = std::make_unique<Config>(file.Open());
    gate.hostname = "mx.example.com";
    gate.lanes =
        Fd(::open(lanes.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    gate.spool =
        Fd(::open(lanes.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const std::optional<Ending> ending = sallyport::Receive(&gate);
    if (ending && !ending->client_text.empty()) return 202;
    if (ending) return static_cast<int>(ending->code);
    return look ? look(gate) : kTaken;
  });
  const ChildEnd end = receiver.Wait();
  CHECK(lanes.Names().empty());
  return end.exited ? end.code : -1;
}

int Receive(const std::string& message, const std::string& envelope,
            const std::function<int(const Gate&)>& look = {}) {
  return ReceiveFrom(message, File(envelope), look);
}

int WithEnvelope(const std::string& text) {
  return Receive(kMessage, Bytes(text));
}

}  // namespace

TEST_CASE("the message's bytes and the envelope are taken as they are") {
  CHECK(Receive(kMessage, Bytes("Fa@b|Tc@d|Te@f||"), [](const Gate& gate) {
          std::string bytes(gate.bytes, '\0');
          const bool same =
              ReadExactlyAt(gate.message.get(), bytes.data(), bytes.size(), 0)
                  .ok() &&
              bytes == kMessage;
          const bool envelope = gate.envelope.sender == "a@b" &&
                                gate.envelope.recipients ==
                                    std::vector<std::string>{"c@d", "e@f"};
          return same && envelope && gate.deadline && !gate.delivered_to ? 0
                                                                         : 1;
        }) == 0);
  CHECK(Receive("", Bytes("F|Ta||")) == kTaken);
  CHECK(Receive(kMessage, Bytes("Fa||")) == kTaken);
}

TEST_CASE("an envelope that breaks off means that the client is gone") {
  for (const char* cut : {"", "F", "Fa", "Fa|", "Fa|Tb", "Fa|Tb|"})
    CHECK(WithEnvelope(cut) == static_cast<int>(ExitCode::kRead));
}

TEST_CASE("a malformed envelope, and one with more behind it, is 91") {
  for (const char* wrong : {"Ta||", "Fa|Tb\n||", "x", "Fa|Tb||x", "Fa|Tb|||",
                            "Fa|Tb||Fa|Tb||", "F|T1|T2|T3|T4||"})
    CHECK(WithEnvelope(wrong) == static_cast<int>(ExitCode::kEnvelope));
  CHECK(WithEnvelope("F|T1|T2|T3||") == kTaken);
}

TEST_CASE("more behind an envelope is seen even if it comes by itself") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC | O_DIRECT) == 0);  // one write, one read
  const Fd read_end(ends[0]);
  const Fd write_end(ends[1]);
  REQUIRE(WriteAll(write_end.get(), Bytes("Fa|Tb||")).ok());
  // A caller who keeps the pipe open and says no more is done.
  CHECK(ReceiveFrom(kMessage, read_end) == kTaken);
  REQUIRE(WriteAll(write_end.get(), Bytes("Fa|Tb||")).ok());
  REQUIRE(WriteAll(write_end.get(), "T").ok());
  CHECK(ReceiveFrom(kMessage, read_end) ==
        static_cast<int>(ExitCode::kEnvelope));
}

TEST_CASE("an address that is too long is refused for good") {
  const std::string fits(kMaxAddressBytes, 'x');
  CHECK(WithEnvelope("F|T" + fits + "||") == kTaken);
  CHECK(WithEnvelope("F|T" + fits + "x||") ==
        static_cast<int>(ExitCode::kAddressTooLong));
}

TEST_CASE("a message over its limit is a temporary failure") {
  CHECK(Receive(std::string(2000, 'x'), Bytes("F|Ta||")) == kTaken);
  CHECK(Receive(std::string(2001, 'x'), Bytes("F|Ta||")) ==
        static_cast<int>(ExitCode::kWrite));
}

TEST_CASE("a file system that fills up on the way is a temporary failure") {
  const std::string large(size_t{17} << 20, 'x');
  const auto code = [&large](const char* least_free) {
    return ReceiveFrom(large, File(Bytes("F|Ta||")), {},
                       {{"limits.message_bytes", "100000000"},
                        {"limits.free_bytes", least_free}});
  };
  CHECK(code("1") == kTaken);
  CHECK(code("1000000000000000000") == static_cast<int>(ExitCode::kWrite));
}

TEST_CASE("a client that says no more is a temporary failure, in time") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const Fd read_end(ends[0]);
  const Fd write_end(ends[1]);
  REQUIRE(WriteAll(write_end.get(), Bytes("Fa|Tb|")).ok());
  const int64_t began = MonotonicMs();
  CHECK(ReceiveFrom(kMessage, read_end, {}, {{"receive_seconds", "1"}}) ==
        static_cast<int>(ExitCode::kTimeout));
  CHECK(MonotonicMs() - began < 10000);
}

TEST_CASE("a forward of qmail-local's is known by how it begins") {
  const auto forwarded = [](const std::string& message) {
    return Receive(message, Bytes("F|Ta||"), [](const Gate& gate) {
             return gate.delivered_to ? 1 : 0;
           }) == 1;
  };
  CHECK(forwarded("Delivered-To: a@b\nFrom: c\n"));
  CHECK_FALSE(forwarded("From: c\nDelivered-To: a@b\n"));
  CHECK_FALSE(forwarded(""));
}

TEST_CASE("what comes straight from our own hand-off is a loop") {
  const auto code = [](const std::string& trace) {
    return Receive(trace + "From: a\n\nbody\n", Bytes("F|Ta||"));
  };
  const std::string ours = "Received: (sallyport 1.0 by mx.example.com, id x";
  CHECK(code(ours + ", uid 1;\n") == static_cast<int>(ExitCode::kDeferred));
  CHECK(code("Received: from x\n" + ours + ";\n") == kTaken);
  CHECK(code("Received: (sallyport 1.0 by mx2.example.com, id x;\n") == kTaken);
}

}  // namespace sallyport
