// A sink that writes down what a PartRecordReader hands on, and the bytes of
// single records, well or badly formed.

#ifndef SALLYPORT_TESTS_MAIL_PART_RECORD_LOG_H_
#define SALLYPORT_TESTS_MAIL_PART_RECORD_LOG_H_

#include <string>
#include <string_view>
#include <vector>

#include "mail/part_record.h"

namespace sallyport::test {

class PartRecordLog : public PartRecordSink {
 public:
  Status OnBegin(int part, PartBegin begin) override {
    text += "B" + std::to_string(part) + "<" + std::to_string(begin.parent) +
            " " + std::to_string(begin.depth) + " " + begin.kind + " " +
            begin.name;
    for (const std::string& name : begin.names) text += "," + name;
    text += "\n";
    bytes.emplace_back();
    return {};
  }
  Status OnData(std::string_view piece) override {
    bytes.back() += piece;
    return refuse_data ? FormatError("no", "room") : Status();
  }
  Status OnEnd(PartEnd end) override {
    text += "E " + end.type;
    for (const std::string& flag : end.flags) text += "," + flag;
    text += "\n";
    return {};
  }
  Status OnFlags(int part, std::vector<std::string> flags) override {
    text += "G" + std::to_string(part);
    for (const std::string& flag : flags) text += "," + flag;
    text += "\n";
    return {};
  }
  Status OnFinding(Finding finding) override {
    text += "F " + std::string(Name(finding.cause)) + " " + finding.name + " " +
            std::to_string(finding.part) + "\n";
    return {};
  }
  void OnSubject(std::string subject) override {
    text += "H " + subject + "\n";
  }
  void OnEngine(std::string engine) override { text += "V " + engine + "\n"; }

  std::string text;
  std::vector<std::string> bytes;  // of each part
  bool refuse_data = false;
};

inline std::string Number(uint32_t number) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8)
    bytes += static_cast<char>(number >> shift & 0xFF);
  return bytes;
}

inline std::string Text(std::string_view text) {
  return Number(static_cast<uint32_t>(text.size())) + std::string(text);
}

inline std::string Record(char type, const std::string& payload) {
  return type + Number(static_cast<uint32_t>(payload.size())) + payload;
}

inline std::string Begin(uint32_t parent = 0) {
  return Record('B', Number(parent) + Number(1) + Text("leaf") + Text("name") +
                         Number(0));
}

inline std::string End() { return Record('E', Text("text/plain") + Number(0)); }

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_MAIL_PART_RECORD_LOG_H_
