#include "tests/fault/trace_report.h"

#include <cstring>
#include <type_traits>

namespace sallyport::fault {

namespace {

constexpr uint32_t kMark = 0x53504654;

// One visitor lists the fields; writing and reading share it, and both run on
// one machine, so that plain memory will do.
template <typename Archive, typename Outcome>
void Visit(Archive* archive, Outcome* outcome) {
  archive->Text(&outcome->trouble);
  archive->Plain(&outcome->calls);
  archive->Plain(&outcome->fired);
  archive->Plain(&outcome->fired_call);
  archive->Text(&outcome->fired_name);
  archive->Text(&outcome->fired_program);
  archive->Plain(&outcome->exited);
  archive->Plain(&outcome->code);
  archive->Plain(&outcome->signal);
  archive->Plain(&outcome->timed_out);
  archive->Plain(&outcome->outlived);
  archive->Plain(&outcome->released);
  archive->Calls(&outcome->recorded);
  archive->Texts(&outcome->programs);
}

class Writer {
 public:
  template <typename T>
  void Plain(const T* value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes.append(reinterpret_cast<const char*>(value), sizeof *value);
  }
  void Text(const std::string* text) {
    const uint64_t size = text->size();
    Plain(&size);
    bytes += *text;
  }
  void Texts(const std::vector<std::string>* texts) {
    const uint64_t size = texts->size();
    Plain(&size);
    for (const std::string& text : *texts) Text(&text);
  }
  void Calls(const std::vector<TracedCall>* calls) {
    const uint64_t size = calls->size();
    Plain(&size);
    bytes.append(reinterpret_cast<const char*>(calls->data()),
                 size * sizeof(TracedCall));
  }

  std::string bytes;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <typename T>
  void Plain(T* value) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (Have(sizeof *value)) {
      std::memcpy(value, rest_.data(), sizeof *value);
      rest_.remove_prefix(sizeof *value);
    }
  }
  void Text(std::string* text) {
    const uint64_t size = Size();
    if (!Have(size)) return;
    *text = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }
  void Texts(std::vector<std::string>* texts) {
    const uint64_t size = Size();
    for (uint64_t i = 0; i < size && whole; ++i) Text(&texts->emplace_back());
  }
  void Calls(std::vector<TracedCall>* calls) {
    const uint64_t size = Size();
    if (!Have(size * sizeof(TracedCall))) return;
    calls->resize(size);
    std::memcpy(calls->data(), rest_.data(), size * sizeof(TracedCall));
    rest_.remove_prefix(size * sizeof(TracedCall));
  }

  bool whole = true;

 private:
  bool Have(uint64_t size) { return whole = whole && rest_.size() >= size; }
  uint64_t Size() {
    uint64_t size = 0;
    Plain(&size);
    return size;
  }

  std::string_view rest_;
};

}  // namespace

std::string EncodeOutcome(const TraceOutcome& outcome) {
  Writer writer;
  Visit(&writer, &outcome);
  writer.Plain(&kMark);
  return std::move(writer.bytes);
}

TraceOutcome DecodeOutcome(std::string_view bytes) {
  TraceOutcome outcome;
  Reader reader(bytes);
  Visit(&reader, &outcome);
  uint32_t mark = 0;
  reader.Plain(&mark);
  if (reader.whole && mark == kMark) return outcome;
  TraceOutcome nothing;
  nothing.trouble = "the tracer died";
  return nothing;
}

}  // namespace sallyport::fault
