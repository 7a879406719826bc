"""Check points reach every side of a formula: a function that leaves one out fails at one of them."""

from __future__ import annotations

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import check_points, translate_algorithm, translate_equation
from rca_kernel.formal.checks import TOLERANCE, _difference, reference_value, uncovered
from rca_kernel.formal.translation import Translation
from tests.formal.algorithms import PROCEDURES
from tests.formal.algorithms_arrays import ARRAYS
from tests.formal.corpus import EQUATIONS
from tests.formal.held_out import HELD_OUT
from tests.formal.mutations import mutants

FORMULAS = [c.latex for c in (*EQUATIONS, *HELD_OUT) if c.name is not None]
POINTS = 5


def survives(wrong: Translation, points: tuple) -> bool:
    for point in points:
        try:
            found = reference_value(wrong, point.inputs, point.seed)
        except (ArithmeticError, ValueError, TypeError, IndexError, FormalError):
            return False
        if not _difference(found, point.expected) <= TOLERANCE:
            return False
    return True
if __name__=="__main__":
    import collections,time
    cnt=collections.Counter()
    for l in FORMULAS:
        t=translate_equation(l); t0=time.time()
        try: pts=check_points(t,POINTS)
        except FormalError as e: print("REFUSED",l,e); continue
        if time.time()-t0>1: print("SLOW",time.time()-t0,l)
        u=uncovered(t,pts)
        if u: print("UNC",len(pts),l,u)
        if len(pts)>POINTS: print("MORE",len(pts),l)
        for w,m in mutants(t):
            cnt[w.split()[0]]+=1
            if survives(m,pts): print("SURVIVES",w,l,len(pts))
    for p in (*PROCEDURES,*ARRAYS):
        t=translate_algorithm(p.latex); t0=time.time()
        pp=check_points(t,POINTS)
        for w,m in mutants(t):
            cnt[w.split()[0]]+=1
            if survives(m,pp): print("SURVIVES",w,p.name)
        try: pts=check_points(t,POINTS)
        except FormalError as e: print("REFUSED",p.name,e); continue
        u=uncovered(t,pts)
        print(p.name,len(pts),u,round(time.time()-t0,2))
    print(cnt)
