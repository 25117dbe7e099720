// What the writer writes the reader reads, in pieces of every size, and no
// stream that breaks a rule gets past it.

#include "mail/part_record.h"

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <random>

#include "base/fd.h"
#include "base/io.h"
#include "tests/mail/part_record_log.h"

namespace sallyport {

using test::Begin;
using test::End;
using test::Number;
using test::PartRecordLog;
using test::Record;
using test::Text;

namespace {

constexpr int kMostParts = 5;

/// What one writer wrote, and what a sink should see of it.
struct Stream {
  std::string bytes;
  std::string text;
  std::vector<std::string> parts;
};

std::string RandomBytes(size_t size) {
  std::mt19937 random(7);
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

Stream WriteStream() {
  const Fd file(::memfd_create("records", MFD_CLOEXEC));
  PartRecordWriter writer(file.get());
  Stream stream;
  stream.parts = {RandomBytes(600000), "", RandomBytes(17000)};
  writer.Engine("policy 3");
  writer.Subject("hello");
  CHECK(writer.Begin({0, 1, "leaf", "a.zip", {"b.zip", "c"}}) == 1);
  writer.Data(stream.parts[0]);
  writer.End({"application/zip", {"encrypted", "damaged"}});
  CHECK(writer.Begin({1, 2, "member", "", {}}) == 2);
  writer.Flags(0, {"limit"});
  writer.End({"", {}});
  CHECK(writer.Begin({2, 3, "member", std::string("x\0\n", 3), {}}) == 3);
  for (size_t at = 0; at < 17000; at += 100)
    writer.Data(std::string_view(stream.parts[2]).substr(at, 100));
  writer.End({"text/plain", {}});
  writer.AddFinding(Cause::kAttachment, "executable", 3);
  writer.AddFinding(Cause::kPolicy, "header", kNoPart);
  REQUIRE(writer.Finish().ok());
  REQUIRE(::lseek(file.get(), 0, SEEK_SET) == 0);
  stream.bytes = ReadToEnd(file.get(), 10000000).value();
  stream.text = std::string("V policy 3\nH hello\n") +
                "B1<0 1 leaf a.zip,b.zip,c\n" +
                "E application/zip,encrypted,damaged\n" +
                "B2<1 2 member \nG0,limit\nE \n" + "B3<2 3 member x" +
                std::string("\0\n", 2) +
                "\nE text/plain\n"
                "F attachment executable 3\nF policy header -1\n";
  return stream;
}

/// Feeds whole and byte by byte; both must come to the same.
Status Read(const std::string& bytes, bool* ended = nullptr) {
  PartRecordLog whole_log;
  PartRecordLog single_log;
  PartRecordReader whole(&whole_log, kMostParts);
  PartRecordReader single(&single_log, kMostParts);
  const Status status = whole.Feed(bytes);
  Status single_status;
  for (const char c : bytes) {
    single_status = single.Feed(std::string_view(&c, 1));
    if (!single_status.ok()) break;
  }
  CHECK(status.ok() == single_status.ok());
  CHECK(whole_log.text == single_log.text);
  CHECK(whole_log.bytes == single_log.bytes);
  CHECK(whole.ended() == single.ended());
  if (ended != nullptr) *ended = whole.ended();
  return status;
}

bool Refused(const std::string& bytes) { return !Read(bytes).ok(); }

}  // namespace

TEST_CASE("the reader sees what the writer wrote, whatever the pieces") {
  const Stream stream = WriteStream();
  for (const size_t most : {size_t{1}, size_t{6}, size_t{5000}, size_t{70000},
                            size_t{400000}, stream.bytes.size()}) {
    std::mt19937 random(static_cast<unsigned>(most));
    PartRecordLog log;
    PartRecordReader reader(&log, kMostParts);
    for (size_t at = 0; at < stream.bytes.size();) {
      REQUIRE_FALSE(reader.ended());
      const size_t piece = most == 1 ? 1 : 1 + random() % most;
      REQUIRE(
          reader.Feed(std::string_view(stream.bytes).substr(at, piece)).ok());
      at += piece;
    }
    CHECK(reader.ended());
    CHECK(reader.parts() == 3);
    CHECK(log.text == stream.text);
    CHECK(log.bytes == stream.parts);
  }
}

TEST_CASE("a stream that is cut anywhere has no end") {
  const std::string bytes =
      Begin() + Record('D', "abc") + End() +
      Record('F', Text("policy") + Text("x") + Number(1)) + Record('Z', "");
  for (size_t size = 0; size < bytes.size(); ++size) {
    bool ended = true;
    CHECK(Read(bytes.substr(0, size), &ended).ok());
    CHECK_FALSE(ended);
  }
  bool ended = false;
  CHECK(Read(bytes, &ended).ok());
  CHECK(ended);
}

TEST_CASE("nothing may follow the end record") {
  CHECK(Refused(Record('Z', "") + "x"));
  CHECK(Refused(Record('Z', "") + Record('Z', "")));
  CHECK(Refused(Record('Z', "x")));
  CHECK(Refused(Begin() + Record('Z', "")));
}

TEST_CASE("parts begin, have their bytes and end, one after another") {
  CHECK(Refused(Record('D', "x")));
  CHECK(Refused(End()));
  CHECK(Refused(Begin() + Begin()));
  CHECK(Refused(Begin() + End() + End()));
  CHECK(Refused(Begin() + End() + Record('D', "x")));
  CHECK(Read(Begin() + Record('D', "") + End() + Begin(1) + End()).ok());
}

TEST_CASE("a parent is an earlier part") {
  CHECK(Refused(Begin(1)));
  CHECK(Refused(Begin() + End() + Begin(2)));
  CHECK(Refused(Begin(0xFFFFFFFF)));
  CHECK(Refused(Record(
      'B', Number(0) + Number(1000001) + Text("leaf") + Text("") + Number(0))));
}

TEST_CASE("an unknown type of record is refused") {
  for (const char type : {'A', 'b', 'z', '\0', '\xFF', '\n'})
    CHECK(Refused(Record(type, "")));
}

TEST_CASE("a payload with too little or too much is refused, byte by byte") {
  const std::string front = Begin() + End() + Begin(1);
  const struct {
    char type;
    std::string payload;
    std::string before;
  } records[] = {
      {'B',
       Number(0) + Number(1) + Text("leaf") + Text("n") + Number(2) +
           Text("a") + Text("b"),
       ""},
      {'E', Text("text/plain") + Number(2) + Text("limit") + Text("x"), front},
      {'G', Number(1) + Number(1) + Text("limit"), front},
      {'F', Text("virus") + Text("name") + Number(1), front},
      {'H', Text("subject"), front},
      {'V', Text("engine"), front}};
  for (const auto& record : records) {
    CHECK(Read(record.before + Record(record.type, record.payload)).ok());
    for (size_t size = 0; size < record.payload.size(); ++size)
      CHECK(Refused(record.before +
                    Record(record.type, record.payload.substr(0, size))));
    CHECK(Refused(record.before + Record(record.type, record.payload + "x")));
  }
}

TEST_CASE("a length inside a payload never reaches beyond it") {
  for (const uint32_t length : {5U, 100U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
    CHECK(Refused(Record('H', Number(length) + "four")));
    CHECK(Refused(Begin() + Record('E', Text("") + Number(length))));
    CHECK(Refused(Record('B', Number(0) + Number(1) + Number(length) + "a")));
  }
}

TEST_CASE("findings and flags name causes and parts that there are") {
  CHECK(Refused(Record('F', Text("nonsense") + Text("x") + Number(0))));
  CHECK(Refused(Record('F', Text("") + Text("x") + Number(0))));
  CHECK(Refused(Record('F', Text("virus") + Text("x") + Number(1))));
  CHECK(Read(Record('F', Text("virus") + Text("x") + Number(0))).ok());
  CHECK(Refused(Record('G', Number(1) + Number(0))));
  CHECK(Refused(Record('G', Number(0xFFFFFFFF) + Number(0))));
  CHECK(Read(Record('G', Number(0) + Number(0))).ok());
}

TEST_CASE("what the sink refuses, the reader refuses") {
  PartRecordLog log;
  log.refuse_data = true;
  PartRecordReader reader(&log, kMostParts);
  CHECK_FALSE(reader.Feed(Begin() + Record('D', "x")).ok());
}

TEST_CASE("a write that fails is told by Finish") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const Fd read_end(ends[0]);
  ::close(ends[1]);
  for (const size_t size : {size_t{10}, size_t{100000}}) {
    PartRecordWriter writer(read_end.get());  // not open for writing
    writer.Begin({0, 1, "leaf", "", {}});
    writer.Data(std::string(size, 'x'));
    writer.End({"", {}});
    CHECK(writer.ok() == (size == 10));
    CHECK_FALSE(writer.Finish().ok());
  }
}

}  // namespace sallyport
