"""The notebook's player: one drawing that stays, marks and numbers that change, no network.

What stays is drawn once by `convkit.plot.draw.steps`; every step's marks and numbers come from
the same place, so the player shows what the stills show. Where scripts or movement are not
possible (print, an untrusted notebook) the strip of stills stands instead.
"""

import base64
import html
import itertools
import json
import math
import zlib

from convkit.plot.draw.canvas import Canvas
from convkit.plot.draw.cells import text_size
from convkit.plot.draw.steps import cut_off, output_texts, set_stage, step_cell, step_marks
from convkit.plot.draw.style import INK, PAPER, QUIET, ROLES
from convkit.plot.draw.sums import say_step, stamp_parts, sum_parts

__all__ = ["player", "script_data"]

_COUNT = itertools.count()

_CSS = """
#@ID{background:PAPER;color:INK;border-radius:6px;padding:4px 4px 10px;max-width:@WIDEpx;
 font:14px/1.4 "DejaVu Sans",Verdana,sans-serif}
#@ID .stage{position:relative}#@ID .stage img,#@ID .stage svg{display:block;width:100%;height:auto}
#@ID .stage svg{position:absolute;inset:0;height:100%}
#@ID .sum{padding:6px 14px;min-height:2.9em}
#@ID .bar{display:flex;gap:6px;align-items:center;padding:0 14px}
#@ID button{font:inherit;min-width:2.6em;padding:3px 8px;border:1px solid QUIET;
 border-radius:5px;background:PAPER;color:INK;cursor:pointer}
#@ID button:focus-visible,#@ID input:focus-visible{outline:3px solid FOCUS;outline-offset:1px}
#@ID input{flex:1;min-width:60px;accent-color:FOCUS}#@ID .count{min-width:4.5em;text-align:right}
@media print{#@ID{display:none}#@ID-still{display:block!important}}
"""

_WORDS = {"PAPER": PAPER, "INK": INK, "QUIET": QUIET, "FOCUS": ROLES["input"].colour}

_SCRIPT = """
(function(){
 const root=document.getElementById("@ID"), still=document.getElementById("@ID-still");
 if(!root||root.dataset.on) return; root.dataset.on="1";
 const film=DATA, svg=root.querySelector("svg"), ns="http://www.w3.org/2000/svg";
 const bar=root.querySelector("input"), play=root.querySelector("[data-do=play]");
 const add=(kind,at,text)=>{const e=document.createElementNS(ns,kind);
  for(const k in at) e.setAttribute(k,at[k]); if(text) e.textContent=text; svg.append(e);};
 const word=(x,y,size,ink,text)=>add("text",{x:x,y:y+size*.36,"font-size":size,fill:ink,
  "text-anchor":"middle","font-family":"DejaVu Sans,Verdana,sans-serif"},text);
 let now=0, timer=null;
 function show(n){
  now=n; svg.replaceChildren(); const cells=new Map();
  for(let s=0;s<=n;s++) for(const c of film.steps[s].cells) cells.set(c[0],c);
  for(const [k,x,y,t,ink,cover] of cells.values()) if(cover)
   add("rect",{x:x+.6,y:y+.6,width:film.cell-1.2,height:film.cell-1.2,fill:film.paper});
  for(const [x,y,w,h,line,fill,width,dash] of film.steps[n].marks){
   const place={x:x,y:y,width:w,height:h};
   if(fill) add("rect",{...place,fill:fill,style:"mix-blend-mode:multiply"});
   add("rect",{...place,fill:"none",stroke:line,"stroke-width":width,"stroke-dasharray":dash});}
  for(const [k,x,y,t,ink] of cells.values()) word(x+film.cell/2,y+film.cell/2,film.size,ink,t);
  for(const [x,y,t,size] of film.steps[n].words) word(x,y,size,film.ink,t);
  const sum=root.querySelector(".sum"); sum.replaceChildren();
  for(const [t,colour,weight] of film.steps[n].sum){const s=document.createElement("span");
   s.textContent=t; s.style.color=colour; s.style.fontWeight=weight; sum.append(s);}
  bar.value=n; bar.setAttribute("aria-valuetext",film.steps[n].say);
  root.querySelector(".count").textContent=(n+1)+" / "+film.steps.length;
 }
 function stop(){clearInterval(timer); timer=null; play.textContent="▶";
  play.setAttribute("aria-label","play");}
 function start(){if(now===film.steps.length-1) show(0); play.textContent="❚❚";
  play.setAttribute("aria-label","pause");
  timer=setInterval(()=>{if(!root.isConnected||now===film.steps.length-1) stop();
   else show(now+1);},700);}
 root.addEventListener("click",e=>{const b=e.target.closest("button"); if(!b) return;
  const d=b.dataset.do; if(d==="play"){timer?stop():start();return;} stop();
  show(d==="first"?0:d==="back"?Math.max(0,now-1):Math.min(film.steps.length-1,now+1));});
 bar.addEventListener("input",()=>{stop(); show(+bar.value);});
 root.addEventListener("keydown",e=>e.stopPropagation());
 root.hidden=false; still.style.display="none"; show(0);
})();
"""


def script_data(made, stage, left, top):
    """What the script draws for every step, in points from the drawing's top left corner.

    A cell is [key, x, y, text, ink, cover]; it stays until a later step writes it again.
    """
    texts, cell = output_texts(made), stage.output.cell
    steps, before = [], None
    cut, stamped = cut_off(made), made.operation == "conv_transpose"
    for frame, shown in zip(made.frames, texts, strict=True):
        cells, found, labels = [], [], []
        for i in range(shown.shape[0]):
            for j in range(shown.shape[1]):
                unknown = math.isnan(frame.output[i, j])
                if unknown or (before is not None and before[i, j] == shown[i, j] != ""):
                    continue
                box = stage.output.at(i, j)
                kept = not cut[i, j]
                ink = INK if kept else QUIET
                key = i * shown.shape[1] + j
                cells.append([key, *_near(box, left, top), shown[i, j], ink, int(kept)])
        before = shown
        for mark in step_marks(made, frame, stage):
            role, box = ROLES[mark.role], mark.box
            fill = role.tint if mark.tint else ""
            place = [*_near(box, left, top), round(float(box.w), 2), round(float(box.h), 2)]
            found.append([*place, role.colour, fill, mark.width, mark.dash])
            if mark.text:
                middle = _near(box._replace(x=box.middle[0], y=box.middle[1]), left, top)
                labels.append([*middle, mark.text, text_size([mark.text], box.cell) or 0])
        parts = stamp_parts(frame) if stamped else sum_parts(frame, made.operation)
        total = [[text, ROLES[c].deep, 700] if c in ROLES else [text, c, 400] for text, c in parts]
        steps.append(
            {"cells": cells, "marks": found, "words": labels, "sum": total}
            | {"say": say_step(made, frame)}
        )
    size = text_size(texts, cell) or 0
    return {"steps": steps, "cell": float(cell), "size": size, "paper": PAPER, "ink": INK}


def _near(box, left, top):
    return [round(float(box.x - left), 2), round(float(box.y - top), 2)]


def player(made, alt, still):
    """HTML of the player; ``still`` is the picture for where nothing can move."""
    canvas = Canvas()
    stage = set_stage(canvas, 0, 0, made, step_cell(made))
    base = canvas.finish(alt)
    left, top, wide, high = canvas.sheet
    data = script_data(made, stage, left, top)
    # "</" would end the script element.
    code = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    name = f"ck-film-{next(_COUNT)}-{zlib.crc32(code.encode())}"  # unique in a page
    script = _SCRIPT.replace("@ID", name).replace("DATA", code, 1)
    css = _CSS.replace("@ID", name)
    for word, value in _WORDS.items():
        css = css.replace(word, value)
    css = css.replace("@WIDE", str(round(wide * 4 / 3)))
    image = base64.b64encode(base.svg().encode()).decode()
    buttons = "".join(
        f'<button type="button" data-do="{do}" aria-label="{label}">{sign}</button>'
        for do, label, sign in (
            ("first", "first step", "|◀"),
            ("back", "step back", "◀"),
            ("play", "play", "▶"),
            ("next", "step forward", "▶|"),
        )
    )
    said = html.escape(alt, quote=True)
    return (
        f"<style>{css}</style>"
        f'<div id="{name}" class="ck-film" role="group" aria-label="{said}" hidden>'
        f'<div class="stage"><img alt="" src="data:image/svg+xml;base64,{image}">'
        f'<svg viewBox="0 0 {wide:.2f} {high:.2f}" aria-hidden="true"></svg></div>'
        f'<div class="sum" aria-live="polite"></div><div class="bar">{buttons}'
        f'<input type="range" min="0" max="{len(made.frames) - 1}" value="0" aria-label="step">'
        f'<span class="count"></span></div></div>'
        f'<div id="{name}-still">{still._repr_html_()}</div>'
        f"<script>{script}</script>"
    )
