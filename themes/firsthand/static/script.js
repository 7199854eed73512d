(d=>{
let s=d.currentScript.dataset,l=s.locale,all=(q,f)=>d.querySelectorAll(q).forEach(f),
add=(to,tag,textContent)=>to.appendChild(Object.assign(d.createElement(tag),{className:"here",textContent})),
local=(a,b)=>{let o={hour:"2-digit",minute:"2-digit",timeZoneName:"short"}
if([a,b].some(x=>x.getDate()!=a.getUTCDate()))o.day="numeric",o.month="short"
return a.getTimezoneOffset()?new Intl.DateTimeFormat(l,o).formatRange(a,b):""},
left=()=>all("[data-at]",e=>{let{at,to}=e.dataset,a=new Date(at),n=Math.round((a-Date.now())/6e4)+(at[10]?0:1440),late=n<0,unit="minute"
n=Math.abs(n)
if(n>59)(n/=60)<48?unit="hour":(n/=24,unit="day")
n|=0
e.textContent=[late?to?"":s.late.replace("%",n.toLocaleString(l,{style:"unit",unit,unitDisplay:"long"})):new Intl.RelativeTimeFormat(l).format(n,unit),at[10]?local(a,new Date(to||at)):""].filter(x=>x).join(" · ")})
all("main time",e=>{let a=new Date(e.dateTime),t=e.dateTime[10]&&local(a,a)
if(t)e.title=t,e.matches(".clock,.promise *,.cite *")||add(e.lastElementChild||e,"bdi",` (${t})`)})
all("a",e=>{e.hreflang&&(e.onclick=()=>e.hash=location.hash)
e.host||(e.pathname=e.pathname.replace(/\/$/,"/index.html"))})
left()
setInterval(left,6e4)
if(location.host){
all(".find",e=>e.addEventListener("focusin",()=>add(d.body,"script","").src=e.dataset.script,{once:true}))
if(s.check){let p=add(d.body,"p"),look=()=>d.hidden||fetch(s.check,{cache:"no-cache"}).then(r=>r.json()).then(v=>v.entry>s.entry&&!p.firstChild&&(add(p,"button",s.changed).onclick=()=>location.reload()),x=>x)
p.role="status"
d.onvisibilitychange=look
setInterval(look,3e5)}
}else all(".find",e=>e.remove())
})(document)
