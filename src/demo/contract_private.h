/* contract_private.h - what a contract brings in the rest of its year. */
#ifndef DEMO_CONTRACT_PRIVATE_H
#define DEMO_CONTRACT_PRIVATE_H

#include "demo/demo_private.h"

void contract_plan_services(World *world, uint32_t resident, Date from);

#endif
