/* compare_private.h - the comparators of the kinds, each on its packed values. */
#ifndef LINKAGE_COMPARE_PRIVATE_H
#define LINKAGE_COMPARE_PRIVATE_H

#include "linkage/compare.h"

uint32_t compare_chinese_name(const LinkageCharacters *characters, const PackedName *a,
                              const PackedName *b);
double   compare_jaro_winkler(const PackedWord *a, const PackedWord *b);
uint32_t compare_latin_name(const PackedWord *a, const PackedWord *b);
uint32_t compare_number(const PackedWord *a, const PackedWord *b);
uint32_t compare_citizen_id(const PackedId *a, const PackedId *b);
uint32_t compare_date(uint32_t a, uint32_t b);
uint32_t compare_phone(const PackedPhone *a, const PackedPhone *b);
uint32_t compare_text(const PackedText *a, const PackedText *b);

#endif
