"""The indicators: what `results` bring for every school and student group, pooled over school years.

`share`: students who met the bar of those who count, in percent. `given`: a result that comes as it is.
"""
