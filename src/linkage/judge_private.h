/* judge_private.h - a result beside the truth. */
#ifndef LINKAGE_JUDGE_PRIVATE_H
#define LINKAGE_JUDGE_PRIVATE_H

#include "linkage/dedupe.h"

void linkage_judge(LinkageResult *out, const LinkageRecords *records, const uint32_t *truth);

#endif
