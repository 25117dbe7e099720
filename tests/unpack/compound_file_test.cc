#include "unpack/compound_file.h"

#include "tests/unpack/compound_builder.h"

namespace sallyport {

namespace {

std::string Long(size_t bytes) {
  std::string out;
  for (size_t i = 0; out.size() < bytes; ++i) out += std::to_string(i) + ' ';
  out.resize(bytes);
  return out;
}

/// Reads everything that an entry names, whatever comes of it.
size_t ReadEverything(const std::string& bytes, size_t piece = SIZE_MAX) {
  StringSource source(bytes, piece);
  CompoundFile file(&source);
  size_t all = 0;
  if (!file.Open()) return all;
  for (const CompoundEntry& entry : file.entries())
    all += ReadAll(*file.Stream(entry)).size();
  return all;
}

}  // namespace

TEST_CASE("compound file: streams of every size, in their storages") {
  CompoundBuilder builder;
  for (const size_t size : {0u, 1u, 64u, 65u, 4095u, 4096u, 4097u, 70000u})
    builder.Add(size % 2 == 0 ? "" : "Store", "s" + std::to_string(size),
                Long(size));
  for (const size_t piece : {SIZE_MAX, size_t{1}, size_t{1000}}) {
    StringSource source(builder.Build(), piece);
    CompoundFile file(&source);
    REQUIRE(file.Open());
    int streams = 0;
    for (const CompoundEntry& entry : file.entries()) {
      if (entry.type != CompoundEntry::Type::kStream) continue;
      ++streams;
      CHECK(entry.name == "s" + std::to_string(entry.size));
      REQUIRE(entry.parent != kNoEntry);
      CHECK(file.entries()[entry.parent].name ==
            (entry.size % 2 == 0 ? "Root Entry" : "Store"));
      const std::unique_ptr<Source> stream = file.Stream(entry);
      CHECK(ReadAll(*stream) == Long(entry.size));
      CHECK(ReadAll(*stream, entry.size / 2) ==
            Long(entry.size).substr(entry.size / 2));
      CHECK_FALSE(stream->broken());
    }
    CHECK(streams == 8);
  }
}

TEST_CASE("compound file: cut anywhere, and numbers that lie") {
  const std::string whole =
      CompoundBuilder().Add("", "a", Long(5000)).Add("", "b", "x").Build();
  for (size_t size = 0; size < whole.size(); size += 7)
    ReadEverything(whole.substr(0, size));
  for (size_t at = 8; at < whole.size(); ++at) {
    if (whole[at] == '-') continue;
    for (const char lie : {'\0', '\x01', '\xFF'}) {
      std::string lying = whole;
      lying[at] = lie;
      ReadEverything(lying);
    }
  }
  CHECK_FALSE(CompoundFile(std::make_unique<StringSource>("").get()).Open());
}

TEST_CASE("compound file: a chain in a ring ends") {
  CompoundBuilder builder;
  builder.Add("", "ring", Long(5000));
  std::string bytes = builder.Build();
  // The stream's first sector is the file's first.
  const size_t table = bytes.size() - 512;
  bytes.replace(table, 4, Little(0, 4));
  const size_t entry = bytes.find(Wide("ring"));
  bytes.replace(entry + 120, 4, Little(0x7FFFFFFF, 4));
  CHECK(ReadEverything(bytes) < 2 * bytes.size() + 5000);
}

}  // namespace sallyport
